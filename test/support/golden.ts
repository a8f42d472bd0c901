import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import type { Frame } from '../../src/codecs/codec.ts'
import { decoded, rawOf } from './decoded.ts'
import { meanDifference } from './differences.ts'

/** Longest side of a kept picture: it shows an effect, not its pixels. */
const SIDE = 150

const KEPT = 'test/golden'
/** Where pictures that differ are put, to be looked at. */
const SEEN = 'dist/golden'

async function write(path: string, png: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, png)
}

/** Differences, four times as large, of colours. */
function differenceOf(a: Frame, b: Frame): Frame {
  const difference = (value: number, at: number) => 4 * Math.abs(value - (b.data[at] ?? 0))
  const data = Array.from(a.data, (value, at) => (at % 4 === 3 ? 255 : Math.min(255, difference(value, at))))
  return { ...a, data: Uint8Array.from(data) }
}

/**
 * Holds an image against the kept picture of its name. Where they differ, both and their difference are written to
 * `dist/golden`; with `UPDATE_GOLDEN=1` the image becomes the kept picture, which is then to be looked at.
 * @returns mean absolute difference a sample, of 255
 */
export async function goldenDifference(name: string, image: Buffer): Promise<number> {
  const small = await sharp(image)
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .png({ palette: true, dither: 0, effort: 1 })
    .toBuffer()
  const path = join(KEPT, `${name}.png`)
  if (process.env['UPDATE_GOLDEN']) await write(path, small)
  const expected = await readFile(path)
  const [found, kept] = await Promise.all([decoded(small), decoded(expected)])
  const mean = meanDifference(found, kept)
  if (mean < 1) return mean
  await write(join(SEEN, `${name}.found.png`), small)
  await write(join(SEEN, `${name}.kept.png`), expected)
  if (Number.isFinite(mean)) {
    const { data, ...size } = differenceOf(found, kept)
    await write(join(SEEN, `${name}.difference.png`), await sharp(data, rawOf(size)).png().toBuffer())
  }
  return mean
}
