import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decoder } from '../../../../src/engine/formats/avif/decoder.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../src/errors.ts'
import { decodeWhole, headerOf } from '../../engine/decode-whole.ts'
import { decoded } from '../../picture/decoded.ts'
import { inDirectory } from './encode.ts'
import { readY4m, rgbaOf } from './y4m.ts'

const run = promisify(execFile)

/** Matrix coefficients that readers assume if there is no `nclx` box. */
const BT601 = 6

/**
 * Decodes the planes with avifdec and converts them to RGBA by `rgbaOf`, without transformations.
 * The RGB of avifdec itself is 0.8 to 1 level too dark for 10 and 12 bits (libavif 1.2.1,
 * 2026-11-29). The alpha plane is taken from avifdec.
 */
export const byAvifdec = (file: Uint8Array): Promise<Frame> =>
  inDirectory(async (directory) => {
    const [avif, y4m, png] = ['file.avif', 'file.y4m', 'file.png'].map((name) => join(directory, name))
    if (!avif || !y4m || !png) throw new Error('there are three names')
    await writeFile(avif, file)
    const { alpha, heif } = headerOf(file)
    const avifdec = (...args: readonly string[]) => run('avifdec', ['-j', '1', '--no-strict', ...args])
    await avifdec(avif, y4m)
    const picture = rgbaOf(readY4m(await readFile(y4m)), heif?.matrix ?? { code: BT601, full: true })
    if (!alpha) return picture
    await avifdec('-d', '8', '--ignore-icc', avif, png)
    const { data } = await decoded(await readFile(png))
    return { ...picture, data: picture.data.map((level, at) => (at % 4 === 3 ? (data[at] ?? 0) : level)) }
  })

/** Difference of two pictures, in levels from 0 to 255. */
export interface Distance {
  readonly mean: number
  /**
   * Mean difference in the worst 16 × 16 pixel block. Damage in a corner does not show in a large
   * picture's mean.
   */
  readonly worstBlock: number
}

const BLOCK = 16

/**
 * Measures the difference of two pictures.
 * @param origin position of `ours` within `theirs`
 */
export function distanceOf(ours: Frame, theirs: Frame, origin = { x: 0, y: 0 }): Distance {
  const columns = Math.ceil(ours.width / BLOCK)
  const blocks = Array.from({ length: columns * Math.ceil(ours.height / BLOCK) }, () => ({
    sum: 0,
    count: 0,
  }))
  let total = 0
  for (let y = 0; y < ours.height; y++)
    for (let x = 0; x < ours.width; x++) {
      const block = blocks[Math.floor(y / BLOCK) * columns + Math.floor(x / BLOCK)]
      const [from, at] = [4 * (y * ours.width + x), 4 * ((y + origin.y) * theirs.width + x + origin.x)]
      let sum = 0
      for (let channel = 0; channel < 4; channel++)
        sum += Math.abs((ours.data[from + channel] ?? 0) - (theirs.data[at + channel] ?? 0))
      total += sum
      if (block) [block.sum, block.count] = [block.sum + sum, block.count + 4]
    }
  const worstBlock = Math.max(...blocks.map(({ sum, count }) => sum / count))
  return { mean: total / ours.data.length, worstBlock }
}

/** Result of decoding an AVIF with Signet: the difference to the reference, or the refusal. */
export type Verdict =
  | ({ readonly kind: 'decoded' } & Distance)
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string | undefined }

/**
 * Compares the picture that Signet decodes with a reference.
 * @param reference decodes the whole coded picture, or the part that the clean aperture shows
 */
export async function judge(
  file: Uint8Array,
  reference: (file: Uint8Array) => Promise<Frame> = byAvifdec,
): Promise<Verdict> {
  let picture: { ours: Frame; header: Header }
  try {
    const header = headerOf(file)
    picture = { ours: await decodeWhole(decoder, file, header), header }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { kind: 'refused', code: error.code, detail: error.detail }
  }
  const theirs = await reference(file)
  const { ours, header } = picture
  const isWhole = header.coded?.width === theirs.width && header.coded.height === theirs.height
  if (!isWhole && (theirs.width !== ours.width || theirs.height !== ours.height))
    throw new Error(`${ours.width}x${ours.height} in place of ${theirs.width}x${theirs.height}`)
  return { kind: 'decoded', ...distanceOf(ours, theirs, isWhole ? header.coded : undefined) }
}
