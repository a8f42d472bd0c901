import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'

/** Longest side of a kept picture: it shows an effect, not its pixels. */
const SIDE = 150

const KEPT = 'test/golden'
/** Where pictures that differ are put, to be looked at. */
const SEEN = 'dist/golden'

interface Raster {
  readonly width: number
  readonly height: number
  readonly data: Buffer
}

async function raster(image: Buffer): Promise<Raster> {
  const { data, info } = await sharp(image).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}

const write = async (path: string, bytes: Buffer): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}

/** Differences, four times as large, of colours and alpha alike. */
function differenceOf(a: Raster, b: Raster): { mean: number; picture: Buffer } {
  const picture = Buffer.alloc((a.data.length / 4) * 3)
  let sum = 0
  for (let at = 0; at < a.data.length; at++) {
    const difference = Math.abs((a.data[at] ?? 0) - (b.data[at] ?? 0))
    sum += difference
    if (at % 4 < 3) picture[(at >> 2) * 3 + (at % 4)] = Math.min(255, 4 * difference)
  }
  return { mean: sum / a.data.length, picture }
}

/**
 * Holds an image against the kept picture of its name. Where they differ, both and their difference are written to
 * `dist/golden`; with `UPDATE_GOLDEN=1` the image becomes the kept picture, which is then to be looked at.
 * @returns mean absolute difference a sample, of 255
 */
export async function goldenDifference(name: string, image: Buffer): Promise<number> {
  const small = await sharp(image)
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9, effort: 10 })
    .toBuffer()
  const path = join(KEPT, `${name}.png`)
  if (process.env['UPDATE_GOLDEN']) await write(path, small)
  const [found, kept] = [await raster(small), await raster(await readFile(path))]
  const same = found.width === kept.width && found.height === kept.height
  const { mean, picture } = same
    ? differenceOf(found, kept)
    : { mean: Number.POSITIVE_INFINITY, picture: null }
  if (mean < 1) return mean
  await write(join(SEEN, `${name}.found.png`), small)
  await write(join(SEEN, `${name}.kept.png`), await readFile(path))
  if (picture) {
    const raw = { width: kept.width, height: kept.height, channels: 3 } as const
    await write(join(SEEN, `${name}.difference.png`), await sharp(picture, { raw }).png().toBuffer())
  }
  return mean
}
