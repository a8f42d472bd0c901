import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { decoded, rawOf } from './decoded.ts'
import { meanDifference } from './differences.ts'

const GOLDEN = 'test/golden'
const DIFFERENCES = 'dist/golden'

/**
 * Returns a target's file name: the target, in which characters that file names cannot contain are
 * replaced, and the format.
 */
export function goldenName(target: string, format: string): string {
  return `${target.replaceAll('/', '%2F').replace('?', ',')}.${format}`
}

function differenceOf(a: Frame, b: Frame): Frame {
  const difference = (value: number, at: number) => 4 * Math.abs(value - (b.data[at] ?? 0))
  const data = Array.from(a.data, (value, at) => (at % 4 === 3 ? 255 : Math.min(255, difference(value, at))))
  return { ...a, data: Uint8Array.from(data) }
}

/**
 * Compares an answer pixel by pixel with its target's golden picture. If they differ, it writes
 * both pictures and their difference to `dist/golden`. With `UPDATE_GOLDEN=1` the answer becomes
 * the golden picture, which must then be reviewed.
 * @returns mean absolute difference of the samples, from 0 to 255
 */
export async function goldenDifference(target: string, image: Buffer): Promise<number> {
  const { format } = await sharp(image).metadata()
  const name = goldenName(target, format)
  const path = join(GOLDEN, name)
  if (process.env['UPDATE_GOLDEN']) await writeFile(path, image)
  const expected = await readFile(path).catch(() => {
    throw new Error(
      `there is no golden for ${target}: run UPDATE_GOLDEN=1 npx vitest run --project worker test/worker/examples.test.ts, and look at ${path}`,
    )
  })
  if (expected.equals(image)) return 0
  const [found, kept] = await Promise.all([decoded(image), decoded(expected)])
  const mean = meanDifference(found, kept)
  if (mean === 0) return mean
  await mkdir(DIFFERENCES, { recursive: true })
  await writeFile(join(DIFFERENCES, `found.${name}`), image)
  await writeFile(join(DIFFERENCES, `kept.${name}`), expected)
  if (Number.isFinite(mean)) {
    const { data, ...size } = differenceOf(found, kept)
    await sharp(data, rawOf(size))
      .png()
      .toFile(join(DIFFERENCES, `difference.${name}.png`))
  }
  return mean
}
