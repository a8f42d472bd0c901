import type { BitWriter } from '../bytes/bit-writer.ts'

/** Writes a U32: the selector of its distribution and the bits that follow it. */
export const u32 = (to: BitWriter, selector: number, value = 0, bits = 0) =>
  to.number(selector, 2).number(value, bits)

export const flag = (to: BitWriter, value: unknown) => to.number(value ? 1 : 0, 1)

/** Writes an Enum (B.2.5). */
export function choice(to: BitWriter, value: number): BitWriter {
  if (value < 2) return u32(to, value)
  return value < 18 ? u32(to, 2, value - 2, 4) : u32(to, 3, value - 18, 6)
}

export function u64(to: BitWriter, value: number): BitWriter {
  if (value === 0) return u32(to, 0)
  if (value <= 16) return u32(to, 1, value - 1, 4)
  return value <= 272 ? u32(to, 2, value - 17, 8) : u32(to, 3, value, 12).number(0, 1)
}

export function writeName(to: BitWriter, name = ''): void {
  if (name.length < 16) u32(to, name === '' ? 0 : 1, name.length, name === '' ? 0 : 4)
  else u32(to, 3, name.length - 48, 10)
  for (const character of name) to.number(character.charCodeAt(0), 8)
}

export const zeros = (to: BitWriter, floats: number) => {
  for (let at = 0; at < floats; at++) to.number(0, 16)
}
