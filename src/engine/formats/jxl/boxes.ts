import { ascii, be32 } from '../../bytes/bytes.ts'
import { SIGNATURE_BOX } from './codestream.ts'

const BOX_HEAD = 8

/** Bytes before the TIFF file in an Exif box: the TIFF header's offset (ISO/IEC 18181-2, 9.5). */
export const EXIF_OFFSET = 4

/** Level that allows samples with more than 12 bits and 256 extra channels (18181-1:2022, M.2). */
const LEVEL_10 = 10

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** Returns a box's pieces (ISO/IEC 18181-2, 8). */
const box = (type: string, ...content: readonly Uint8Array[]): readonly Uint8Array[] => [
  be32(content.reduce((length, piece) => length + piece.length, BOX_HEAD)),
  ascii(type),
  ...content,
]

/** Signature and file type (9.1, 9.2): the first two boxes in each file. */
const BEGINNING: readonly Uint8Array[] = [
  latin1(SIGNATURE_BOX),
  ...box('ftyp', ascii('jxl '), be32(0), ascii('jxl ')),
]

const LEVEL: readonly Uint8Array[] = box('jxll', Uint8Array.of(LEVEL_10))

/** Contents of a file with boxes. */
export interface Boxes {
  /** Codestream length in bytes. */
  readonly length: number
  /** `true` if a decoder must support level 10. */
  readonly isLevel10: boolean
  /** TIFF file. */
  readonly exif?: Uint8Array | undefined
  readonly xmp?: Uint8Array | undefined
}

/** Maximum bytes that a file with boxes has in addition to its codestream and metadata. */
export const BOXES_OVERHEAD: number = [...BEGINNING, ...LEVEL].reduce(
  (length, piece) => length + piece.length,
  3 * BOX_HEAD + EXIF_OFFSET,
)

/**
 * Returns a file's bytes before its codestream, which is the last box. Metadata precedes it, so
 * that a reader finds both without the pixels.
 */
export const beforeCodestream = ({ length, isLevel10, exif, xmp }: Boxes): readonly Uint8Array[] => [
  ...BEGINNING,
  ...(isLevel10 ? LEVEL : []),
  ...(exif ? box('Exif', new Uint8Array(EXIF_OFFSET), exif) : []),
  ...(xmp ? box('xml ', xmp) : []),
  be32(BOX_HEAD + length),
  ascii('jxlc'),
]
