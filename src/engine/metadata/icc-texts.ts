import { ascii, be16, be32 } from '../bytes/bytes.ts'
import { type Content, typeOf } from './icc-content.ts'

/**
 * Texts for a rebuilt profile. Every profile must have a description and a copyright notice
 * (ICC.1:2022, 8.2), and both can contain anything, so they are not copied.
 */
const DESCRIPTION = 'Colors of the original'
const COPYRIGHT = 'See the original'

/** Length in bytes of the Macintosh text that ends `desc` (ICC.1:2001-04, 6.5.17). */
const MACINTOSH = 67

/** Returns a version 2 text in ASCII, which ends with NUL. */
const terminated = (text: string) => ascii(`${text}\0`)

/** Returns a version 4 text in one language: `mluc` (ICC.1:2022, 10.15). */
function localized(text: string): Content {
  const utf16 = [...text].map((char) => be16(char.charCodeAt(0)))
  const record = [ascii('enUS'), be32(2 * utf16.length), be32(28)]
  return [...typeOf('mluc'), be32(1), be32(12), ...record, ...utf16]
}

/** Returns a profile's description. Version 2 has it in ASCII, Unicode and Macintosh code. */
export function description(version: 2 | 4): Content {
  if (version === 4) return localized(DESCRIPTION)
  const text = terminated(DESCRIPTION)
  return [...typeOf('desc'), be32(text.length), text, new Uint8Array(4 + 4 + 2 + 1 + MACINTOSH)]
}

/** Returns a profile's copyright notice. */
export const copyright = (version: 2 | 4): Content =>
  version === 4 ? localized(COPYRIGHT) : [...typeOf('text'), terminated(COPYRIGHT)]
