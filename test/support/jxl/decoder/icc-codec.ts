import type { BitReader } from './bits.ts'
import { readEntropyCode } from './entropy/read-entropy-code.ts'
import { SymbolReader } from './entropy/symbol-reader.ts'
import { readU64 } from './fields.ts'
import { unpackIcc } from './icc-commands.ts'
import { JxlError } from './jxl-error.ts'

const CONTEXTS = 41

/** Maximum length for a profile's commands and data. */
const MAX_LENGTH = 1 << 24

const isIn = (byte: number, from: string, to: string): boolean =>
  byte >= from.charCodeAt(0) && byte <= to.charCodeAt(0)

const isLetter = (byte: number): boolean => isIn(byte, 'a', 'z') || isIn(byte, 'A', 'Z')

const isNumeral = (byte: number): boolean => isIn(byte, '0', '9') || byte === 0x2e || byte === 0x2c

function kindOfLast(byte: number): number {
  if (isLetter(byte)) return 0
  if (isNumeral(byte)) return 1
  if (byte < 2) return 2 + byte
  if (byte < 16) return 4
  if (byte === 255) return 6
  return byte > 240 ? 5 : 7
}

function kindOfSecondLast(byte: number): number {
  if (isLetter(byte)) return 0
  if (isNumeral(byte)) return 1
  if (byte < 16) return 2
  return byte > 240 ? 3 : 4
}

/** Reads the ICC profile that follows the image header (ISO/IEC 18181-1:2022, E.4). */
export function readIcc(reader: BitReader): Uint8Array {
  const length = readU64(reader)
  if (length > BigInt(MAX_LENGTH)) throw new JxlError(`the profile has ${length} bytes`)
  const symbols = new SymbolReader(readEntropyCode(reader, CONTEXTS), reader)
  const bytes = new Uint8Array(Number(length))
  for (let at = 0; at < bytes.length; at++) {
    const kinds = kindOfLast(bytes[at - 1] ?? 0) + 8 * kindOfSecondLast(bytes[at - 2] ?? 0)
    const byte = symbols.read(at > 128 ? 1 + kinds : 0)
    if (byte > 255) throw new JxlError(`the profile has the byte ${byte}`)
    bytes[at] = byte
  }
  symbols.finish()
  return unpackIcc(bytes)
}
