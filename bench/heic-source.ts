import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp, { type Sharp } from 'sharp'
import { heic } from '../test/support/heic/writer.ts'

/** Tile width and height in pixels, as in iPhone files. */
const TILE = 512

const QUALITY = 50

const run = promisify(execFile)

/**
 * Writes a photograph's tiles as PNG files `tile-ROW-COLUMN.png`, the names that `heif-enc`
 * expects.
 */
async function writeTiles(photograph: Sharp, folder: string): Promise<{ width: number; height: number }> {
  const { data, info } = await photograph.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const [columns, rows] = [Math.ceil(width / TILE), Math.ceil(height / TILE)]
  const [right, bottom] = [columns * TILE - width, rows * TILE - height]
  const padded = sharp(data, { raw: { width, height, channels } })
    .extend({ right, bottom, extendWith: 'copy' })
    .raw()
  const whole = await padded.toBuffer()
  const raw = { width: columns * TILE, height: rows * TILE, channels }
  const number = (index: number) => String(index).padStart(2, '0')
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      await sharp(whole, { raw })
        .extract({ left: column * TILE, top: row * TILE, width: TILE, height: TILE })
        .png({ compressionLevel: 1 })
        .toFile(join(folder, `tile-${number(row)}-${number(column)}.png`))
  return { width, height }
}

/**
 * Encodes a HEIC with libheif's tool and x265.
 * @returns `undefined` if the tool is not installed
 */
async function encodeWithTool(photograph: Sharp): Promise<Uint8Array | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-heic-'))
  const to = join(folder, 'photograph.heic')
  try {
    const { width, height } = await writeTiles(photograph, folder)
    const size = ['--tiled-image-width', `${width}`, '--tiled-image-height', `${height}`]
    const tiles = ['--tiled-input', ...size, join(folder, 'tile-00-00.png')]
    await run('heif-enc', ['-q', `${QUALITY}`, '-C', 'average', '-o', to, ...tiles], { maxBuffer: 2 ** 24 })
    return new Uint8Array(await readFile(to))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * Converts RGB to full-range YCbCr by BT.601. A chroma sample is the mean over four pixels. Width
 * and height must be even.
 */
function planesOf(rgb: Uint8Array, width: number, height: number) {
  const luma = new Uint8Array(width * height)
  const [blue, red] = [new Float32Array((width * height) / 4), new Float32Array((width * height) / 4)]
  for (let at = 0; at < luma.length; at++) {
    const [r, g, b] = [rgb[at * 3] ?? 0, rgb[at * 3 + 1] ?? 0, rgb[at * 3 + 2] ?? 0]
    const y = 0.299 * r + 0.587 * g + 0.114 * b
    luma[at] = Math.round(y)
    const chroma = (Math.floor(at / width) >> 1) * (width >> 1) + ((at % width) >> 1)
    blue[chroma] = (blue[chroma] ?? 0) + (b - y) / 1.772 / 4
    red[chroma] = (red[chroma] ?? 0) + (r - y) / 1.402 / 4
  }
  const bytes = (plane: Float32Array) => Uint8Array.from(plane, (value) => Math.round(value + 128))
  return [luma, bytes(blue), bytes(red)]
}

async function encodeAsPcm(photograph: Sharp): Promise<Uint8Array> {
  const { data, info } = await photograph.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const planes = planesOf(data, width, height)
  const tile = { width: TILE, height: TILE }
  return heic({ image: { width, height, chroma: 1, planes, tile }, shortestFirst: true })
}

/**
 * Encodes a tiled HEIC. It uses `heif-enc` if this is installed. Otherwise it stores uncompressed
 * (PCM) samples, which take 1.5 bytes per pixel.
 */
export async function encodeHeic(photograph: Sharp): Promise<Uint8Array> {
  return (await encodeWithTool(photograph.clone())) ?? encodeAsPcm(photograph)
}

/** Bytes per pixel above which a HEIC must contain PCM samples. */
export const PCM_DENSITY = 1.4
