import { Failure } from '../../errors.ts'

/** Most bytes of a font: a Japanese one has 5.5 MB. */
export const MAX_FONT = 12 * 1024 * 1024

/** First four bytes: TrueType, of Apple too, and OpenType with outlines of PostScript. */
const FONTS: ReadonlySet<string> = new Set(['\0\x01\0\0', 'true', 'OTTO'])
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['wOFF', 'WOFF'],
  ['wOF2', 'WOFF 2'],
  ['ttcf', 'a collection of fonts'],
])

/**
 * Checks that a file is a font, by its first bytes alone.
 * @throws Failure unsupported
 */
export function assertFont(file: Uint8Array): void {
  const magic = String.fromCharCode(...file.subarray(0, 4))
  if (FONTS.has(magic)) return
  const other = OTHERS.get(magic)
  throw new Failure(
    'unsupported',
    `the font must be one TrueType or OpenType font (.ttf or .otf)${other === undefined ? '' : `, and this is ${other}`}`,
  )
}
