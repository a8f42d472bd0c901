import type { ByteReader } from '../../bytes/reader.ts'
import type { Header, HeifImage } from '../../picture/header.ts'
import { findBox } from '../heif/boxes.ts'
import { yccCoding } from '../heif/colors.ts'
import { readHeifHeader } from '../heif/header.ts'
import { isNear } from '../heif/image.ts'
import { AVIF } from './av1-configuration.ts'
import { isSequence } from './brands.ts'
import { isPlanar, readStill, STILL_BYTES } from './still.ts'
import { isShownAligned } from './tiled.ts'

/** Sampling factors of 4:2:0. */
const SUBSAMPLED: NonNullable<Header['sampling']> = [
  [2, 2],
  [1, 1],
  [1, 1],
]

const GRAY: typeof SUBSAMPLED = [[1, 1]]

/**
 * Reads the header of an AVIF. It has `sampling` where the image is decoded to planes: 8 bits, 4:2:0, without alpha, a key
 * frame of the size that the file says, its colours known, and its beginning near.
 * @param item of a whole file, rather than the primary one; it has `sampling` as well where it is gray
 */
export function readAvifHeader(input: ByteReader, item?: number): Header {
  const header = readHeifHeader(input, AVIF, isSequence(input), item)
  const image = header.heif && planarImage(input, header, header.heif, item !== undefined)
  const coding = image?.matrix && yccCoding(image.matrix)
  if (image && coding) return { ...header, heif: image, sampling: SUBSAMPLED, matrix: coding.matrix }
  const isGray = item !== undefined && header.components === 1 && !header.alpha && !header.coded
  return isGray ? { ...header, sampling: GRAY } : header
}

/** The image, with the matrix and range that its data name unless the file does. */
function planarImage(
  input: ByteReader,
  header: Header,
  image: HeifImage,
  whole: boolean,
): HeifImage | undefined {
  const { alpha, depth, frames } = header
  if (alpha || depth !== 8 || image.chroma !== '4:2:0' || frames !== 1) return undefined
  if (!isShownAligned(image, header)) return undefined
  const still = readStill(beginningOf(input, image, whole))
  if (!isPlanar(still, image.tile)) return undefined
  return {
    ...image,
    matrix: image.matrix ?? { code: still.matrix, full: still.full },
    ...(still.copies && { copies: true }),
  }
}

/** The first bytes of the first tile; none where they lie far from the header, unless all of the file is there. */
function beginningOf(input: ByteReader, { tiles }: HeifImage, whole: boolean): Uint8Array {
  const meta = findBox(input, 'meta')
  const [first] = tiles[0]?.extents ?? []
  if (!meta || !first) return new Uint8Array()
  const beginning = { at: first.at, length: Math.min(first.length, STILL_BYTES) }
  const end = whole ? input.length : meta.at + meta.size
  return isNear(input, end, beginning) ? input.bytes(beginning.at, beginning.length) : new Uint8Array()
}
