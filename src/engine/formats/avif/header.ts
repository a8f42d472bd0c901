import type { ByteReader } from '../../bytes/reader.ts'
import { SAMPLING_420 } from '../../picture/sampling.ts'
import { findBox } from '../boxes.ts'
import { yccCoding } from '../heif/colors.ts'
import { readHeifHeader } from '../heif/header.ts'
import type { HeifHeader, HeifImage } from '../heif/heif-image.ts'
import { isNear } from '../heif/image.ts'
import { isAligned, STEPS_420, tiledOf } from '../heif/tiled.ts'
import { AVIF } from './av1-configuration.ts'
import { isSequence } from './brands.ts'
import { isPlanar, readStill, STILL_BYTES } from './still.ts'

const GRAY: typeof SAMPLING_420 = [[1, 1]]

/**
 * Reads an AVIF header. The header has `sampling` if the image is decoded to planes. Such an image
 * meets these conditions:
 *
 * - It has 8 bits, 4:2:0 and no alpha, and the file is not a sequence.
 * - It is a key frame with the size that the file declares.
 * - The shown part and the tiles begin at whole chroma samples.
 * - The kernel can convert its colors.
 * - Its data begins near the header.
 *
 * @param item item to read instead of the primary one, in a whole file; a gray item has `sampling`
 *   too
 */
export function readAvifHeader(input: ByteReader, item?: number): HeifHeader<'avif'> {
  const header = readHeifHeader(input, AVIF, isSequence(input), item)
  const image = header.heif && planarImage(input, header, header.heif, item !== undefined)
  const coding = image?.matrix && yccCoding(image.matrix)
  if (image && coding) return { ...header, heif: image, sampling: SAMPLING_420, matrix: coding.matrix }
  const isGray = item !== undefined && header.components === 1 && !header.alpha && !header.coded
  return isGray ? { ...header, sampling: GRAY } : header
}

/**
 * Returns the HEIF image with its matrix and range if it can be decoded to planes, otherwise
 * `undefined`. If the file names no matrix, the matrix in the AV1 data counts.
 */
function planarImage(
  input: ByteReader,
  header: HeifHeader,
  image: HeifImage,
  whole: boolean,
): HeifImage | undefined {
  const { alpha, depth, frames } = header
  if (alpha || depth !== 8 || image.chroma !== '4:2:0' || frames !== 1) return undefined
  if (!isAligned(tiledOf(image, header, STEPS_420))) return undefined
  const still = readStill(beginningOf(input, image, whole))
  if (!isPlanar(still, image.tile)) return undefined
  return {
    ...image,
    matrix: image.matrix ?? { code: still.matrix, full: still.full },
    ...(still.copies && { copies: true }),
  }
}

/**
 * Returns the first bytes in the first tile's data. If the data lies far from the header, the
 * result is empty, unless the whole file is available.
 */
function beginningOf(input: ByteReader, { tiles }: HeifImage, whole: boolean): Uint8Array {
  const meta = findBox(input, 'meta')
  const [first] = tiles[0]?.extents ?? []
  if (!meta || !first) return new Uint8Array()
  const beginning = { at: first.at, length: Math.min(first.length, STILL_BYTES) }
  const end = whole ? input.length : meta.at + meta.length
  return isNear(input, end, beginning) ? input.bytes(beginning.at, beginning.length) : new Uint8Array()
}
