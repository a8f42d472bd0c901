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

/**
 * Reads the header of an AVIF. It has `sampling` where the image is decoded to planes: 8 bits, 4:2:0, without alpha, a key
 * frame of the size that the file says, its colours known, and its beginning near.
 */
export function readAvifHeader(input: ByteReader): Header {
  const header = readHeifHeader(input, AVIF, isSequence(input))
  const image = header.heif && planarImage(input, header, header.heif)
  const coding = image?.matrix && yccCoding(image.matrix)
  return image && coding ? { ...header, heif: image, sampling: SUBSAMPLED, matrix: coding.matrix } : header
}

/** The image, with the matrix and range that its data name unless the file does. */
function planarImage(input: ByteReader, header: Header, image: HeifImage): HeifImage | undefined {
  const { alpha, depth, frames } = header
  if (alpha || depth !== 8 || image.chroma !== '4:2:0' || frames !== 1) return undefined
  if (!isShownAligned(image, header)) return undefined
  const still = readStill(beginningOf(input, image))
  if (!isPlanar(still, image.tile)) return undefined
  return { ...image, matrix: image.matrix ?? { code: still.matrix, full: still.full } }
}

/** The first bytes of the first tile; none where they lie far from the header. */
function beginningOf(input: ByteReader, { tiles }: HeifImage): Uint8Array {
  const meta = findBox(input, 'meta')
  const [first] = tiles[0]?.extents ?? []
  if (!meta || !first) return new Uint8Array()
  const beginning = { at: first.at, length: Math.min(first.length, STILL_BYTES) }
  return isNear(input, meta.at + meta.size, beginning)
    ? input.bytes(beginning.at, beginning.length)
    : new Uint8Array()
}
