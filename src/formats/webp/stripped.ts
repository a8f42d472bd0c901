import { afterPrefix, fourCharacters, u32le } from '../../bytes/bytes.ts'

/** What a file may consist of: a picture alone, or in the extended format (RFC 9649, 2.7) with its alpha at most. */
const LAYOUTS = ['VP8 ', 'VP8L', 'VP8X VP8 ', 'VP8X VP8L', 'VP8X ALPH VP8 ']
const MAX_CHUNKS = 3
/** The one flag of VP8X that says nothing of other chunks. */
const ALPHA = 0x10

/** Whether a file is a WebP of one still picture and nothing else; see `isBare`. */
export function isStrippedWebp(file: Uint8Array): boolean {
  if (afterPrefix(file, 'RIFF') === undefined || fourCharacters(file, 8) !== 'WEBP') return false
  if (u32le(file, 4) + 8 !== file.length) return false
  const types: string[] = []
  let at = 12
  while (at + 8 <= file.length && types.length < MAX_CHUNKS) {
    const type = fourCharacters(file, at)
    const end = at + 8 + u32le(file, at + 4)
    if (type === 'VP8X' && !isPlainHeader(file.subarray(at + 8, end))) return false
    types.push(type)
    at = end + (end % 2)
    if (end % 2 === 1 && file[end] !== 0) return false
  }
  return at === file.length && LAYOUTS.includes(types.join(' '))
}

/** Flags, three reserved bytes of 0, and the canvas. */
function isPlainHeader(vp8x: Uint8Array): boolean {
  return vp8x.length === 10 && ((vp8x[0] ?? 0) & ~ALPHA) === 0 && u32le(vp8x, 0) === vp8x[0]
}
