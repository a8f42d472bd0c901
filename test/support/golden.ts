import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Frame } from '../../src/picture/picture.ts'
import { decoded, rawOf } from './decoded.ts'
import { meanDifference } from './differences.ts'

const KEPT = 'test/golden'
/** Where pictures that differ are written, to be looked at. */
const SEEN = 'dist/golden'

/** The file of a target: the target itself, but for what file names cannot hold, and the format of what it makes. */
export function goldenName(target: string, format: string): string {
  return `${target.replaceAll('/', '%2F').replace('?', ',')}.${format}`
}

/** Differences, four times as large, of colours. */
function differenceOf(a: Frame, b: Frame): Frame {
  const difference = (value: number, at: number) => 4 * Math.abs(value - (b.data[at] ?? 0))
  const data = Array.from(a.data, (value, at) => (at % 4 === 3 ? 255 : Math.min(255, difference(value, at))))
  return { ...a, data: Uint8Array.from(data) }
}

/**
 * Compares an answer with the one kept for its target, pixel by pixel. Where they differ, both and their difference are
 * written to `dist/golden`. With `UPDATE_GOLDEN=1` the answer becomes the kept one, which is then to be looked at.
 * @returns mean absolute difference of the samples, of 255
 */
export async function goldenDifference(target: string, image: Buffer): Promise<number> {
  const { format } = await sharp(image).metadata()
  const name = goldenName(target, format)
  const path = join(KEPT, name)
  if (process.env['UPDATE_GOLDEN']) await writeFile(path, image)
  const expected = await readFile(path)
  if (expected.equals(image)) return 0
  const [found, kept] = await Promise.all([decoded(image), decoded(expected)])
  const mean = meanDifference(found, kept)
  if (mean === 0) return mean
  await mkdir(SEEN, { recursive: true })
  await writeFile(join(SEEN, `found.${name}`), image)
  await writeFile(join(SEEN, `kept.${name}`), expected)
  if (Number.isFinite(mean)) {
    const { data, ...size } = differenceOf(found, kept)
    await sharp(data, rawOf(size))
      .png()
      .toFile(join(SEEN, `difference.${name}.png`))
  }
  return mean
}
