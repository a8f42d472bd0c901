import { Failure } from '../../errors.ts'

/** Maximum length in bytes for a font file. For comparison, a Japanese font has 5.5 MB. */
export const MAX_FONT = 12 * 1024 * 1024

/**
 * First four bytes in font files, by type: TrueType, TrueType by Apple, and OpenType with
 * PostScript outlines.
 */
const FONTS: ReadonlySet<string> = new Set(['\0\x01\0\0', 'true', 'OTTO'])
const OTHERS: ReadonlyMap<string, string> = new Map([
  ['wOFF', 'WOFF'],
  ['wOF2', 'WOFF 2'],
  ['ttcf', 'a collection of fonts'],
])

/**
 * Checks that a file is a font. It only looks at the first four bytes.
 * @throws Failure unsupported
 */
export function assertFont(file: Uint8Array): void {
  const magic = String.fromCharCode(...file.subarray(0, 4))
  if (FONTS.has(magic)) return
  const other = OTHERS.get(magic)
  throw new Failure(
    'unsupported',
    `the file must be a single TrueType or OpenType font (.ttf or .otf)${other === undefined ? '' : `, but this is ${other}`}`,
  )
}
