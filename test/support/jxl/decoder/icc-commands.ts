import { JxlError } from './jxl-error.ts'

const HEADER = 128

/** Maximum profile length. */
const MAX_LENGTH = 1 << 24

/** Tags with codes of their own, from 4. */
const TAGS = 'cprt wtpt bkpt rXYZ gXYZ bXYZ kXYZ rTRC gTRC bTRC kTRC chad desc chrm dmnd dmdd lumi'.split(' ')

/** Tags whose data have 20 bytes by default. */
const XYZ_TAGS = ['rXYZ', 'gXYZ', 'bXYZ', 'kXYZ', 'wtpt', 'bkpt', 'lumi']

/** Types with commands of their own, from 16. */
const TYPES = ['XYZ ', 'desc', 'text', 'mluc', 'para', 'curv', 'sf32', 'gbd ']

/** Bytes that most headers have, by position. */
const HEADER_TEXT: Readonly<Record<number, string>> = {
  8: '\x04',
  12: 'mntrRGB XYZ ',
  36: 'acsp',
  70: '\xf6\xd6\x00\x01',
  78: '\xd3\x2d',
}

const bytesOf = (text: string): number[] => [...text].map((char) => char.charCodeAt(0))

function append(profile: number[], bytes: Uint8Array): void {
  for (const byte of bytes) profile.push(byte)
}

const be32 = (number: number): number[] => [
  number >>> 24,
  (number >> 16) & 255,
  (number >> 8) & 255,
  number & 255,
]

/** A place in the commands or in the data. */
class Input {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new JxlError('the commands of the profile end too early')
    return byte
  }

  take(count: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + count)
    if (part.length < count) throw new JxlError('the data of the profile end too early')
    this.#at += count
    return part
  }

  /** Reads seven bits of each byte; the eighth says that another byte follows. */
  number(): number {
    let [number, factor] = [0, 1]
    for (;;) {
      const byte = this.byte()
      number += (byte & 127) * factor
      if (byte < 128) break
      factor *= 128
    }
    if (number > 0xffff_ffff) throw new JxlError('a number of the profile has more than 32 bits')
    return number
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at)
  }
}

/** Predicts the platform from its first letter, or from the first two of those with an S. */
function predictPlatform(start: string): string | undefined {
  if (start === 'S') return undefined
  const known = /^[AM]/.test(start) ? start.charAt(0) : start
  return ['APPL', 'MSFT', 'SGI ', 'SUNW'].find((name) => name.startsWith(known))
}

/** Predicts a byte of the header from those before it (ISO/IEC 18181-1:2022, E.4). */
function predictHeader(profile: readonly number[], at: number, size: number): number {
  if (at < 4) return be32(size)[at] ?? 0
  if (at >= 80 && at < 84) return profile[at - 76] ?? 0
  const platform =
    at > 40 && at < 44 ? predictPlatform(String.fromCharCode(...profile.slice(40, 42))) : undefined
  if (platform !== undefined) return platform.charCodeAt(at - 40)
  for (const [from, known] of Object.entries(HEADER_TEXT)) {
    const code = known.charCodeAt(at - Number(from))
    if (at >= Number(from) && !Number.isNaN(code)) return code
  }
  return 0
}

/** Reads the tag list (ISO/IEC 18181-1:2022, E.4). */
function unpackTags(commands: Input, data: Input, profile: number[]): void {
  const count = commands.number() - 1
  if (count < 0) return
  profile.push(...be32(count))
  let [start, size] = [HEADER + 12 * count, 0]
  const add = (tag: string, from: number) => profile.push(...bytesOf(tag), ...be32(from), ...be32(size))
  while (!commands.isAtEnd) {
    const command = commands.byte()
    const code = command & 63
    if (code === 0) return
    const own = code === 1 ? String.fromCharCode(...data.take(4)) : undefined
    const tag = own ?? (code === 2 ? 'rTRC' : code === 3 ? 'rXYZ' : TAGS[code - 4])
    if (tag === undefined) throw new JxlError(`the profile has a tag with the code ${code}`)
    start = (command & 64) !== 0 ? commands.number() : start + size
    if (XYZ_TAGS.includes(tag)) size = 20
    if ((command & 128) !== 0) size = commands.number()
    add(tag, start)
    if (code === 2) for (const other of ['gTRC', 'bTRC']) add(other, start)
    if (code === 3) for (const [at, other] of ['gXYZ', 'bXYZ'].entries()) add(other, start + size * (at + 1))
  }
}

/**
 * Restores numbers with `width` bytes that are stored as all first bytes, then all second bytes,
 * and on.
 */
function unshuffle(bytes: Uint8Array, width: number): Uint8Array {
  const height = Math.ceil(bytes.length / width)
  const result = new Uint8Array(bytes.length)
  let [column, from] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    result[at] = bytes[from] ?? 0
    from += height
    if (from >= bytes.length) from = ++column
  }
  return result
}

/** Adds numbers that were predicted from those before (ISO/IEC 18181-1:2022, E.4). */
function unpackPredicted(commands: Input, data: Input, profile: number[]): void {
  const flags = commands.byte()
  const [width, order] = [(flags & 3) + 1, (flags >> 2) & 3]
  if (width === 3 || order === 3) throw new JxlError(`the profile has a prediction with the flags ${flags}`)
  const stride = (flags & 16) === 0 ? width : commands.number()
  if (stride < width || 4 * stride >= profile.length)
    throw new JxlError(`the profile has the stride ${stride}`)
  const bytes = unshuffle(data.take(commands.number()), width)
  const start = profile.length
  const numberAt = (at: number) => {
    let number = 0
    for (let byte = 0; byte < width; byte++) number = number * 256 + (profile[at + byte] ?? 0)
    return number
  }
  for (const [at, byte] of bytes.entries()) {
    const from = start + at - (at % width)
    const [a, b, c] = [numberAt(from - stride), numberAt(from - 2 * stride), numberAt(from - 3 * stride)]
    const predicted = order === 0 ? a : order === 1 ? 2 * a - b : 3 * (a - b) + c
    profile.push((byte + (predicted >> (8 * (width - 1 - (at % width))))) & 255)
  }
}

/** Reads the data of the tags (ISO/IEC 18181-1:2022, E.4). */
function unpackContent(commands: Input, data: Input, profile: number[], size: number): void {
  while (!commands.isAtEnd) {
    if (profile.length > size) throw new JxlError('the profile is longer than announced')
    const command = commands.byte()
    const type = command === 10 ? 'XYZ ' : TYPES[command - 16]
    if (command === 1) append(profile, data.take(commands.number()))
    else if (command === 2 || command === 3) {
      append(profile, unshuffle(data.take(commands.number()), command === 2 ? 2 : 4))
    } else if (command === 4) unpackPredicted(commands, data, profile)
    else if (type !== undefined) {
      profile.push(...bytesOf(type), 0, 0, 0, 0, ...(command === 10 ? data.take(12) : []))
    } else throw new JxlError(`the profile has the command ${command}`)
  }
}

/** Decodes the commands and data of an ICC profile (ISO/IEC 18181-1:2022, E.4). */
export function unpackIcc(bytes: Uint8Array): Uint8Array {
  const input = new Input(bytes)
  const size = input.number()
  if (size > MAX_LENGTH) throw new JxlError(`the profile has ${size} bytes`)
  const commands = new Input(input.take(input.number()))
  const data = new Input(input.rest())
  const profile: number[] = []
  while (profile.length < Math.min(HEADER, size)) {
    profile.push((data.byte() + predictHeader(profile, profile.length, size)) & 255)
  }
  if (size > HEADER) {
    unpackTags(commands, data, profile)
    unpackContent(commands, data, profile, size)
  }
  if (profile.length !== size)
    throw new JxlError(`the profile has ${profile.length} instead of ${size} bytes`)
  if (!commands.isAtEnd || !data.isAtEnd) throw new JxlError('the profile has unused commands or data')
  return Uint8Array.from(profile)
}
