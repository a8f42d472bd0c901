import type { Mode } from './modes.ts'

/**
 * Number of earlier message bits that affect each output bit in the convolutional encoder, in
 * addition to the current bit.
 */
export const MEMORY = 10

/**
 * Generators for the convolutional code with rate 1/4 (Lin and Costello, Error Control Coding,
 * table 12.1).
 */
export const GENERATORS = [0o2327, 0o2353, 0o2671, 0o3175] as const

/** Returns the parity bit for a number. */
export function parity(value: number): number {
  let bits = value
  for (let by = 16; by > 0; by >>= 1) bits ^= bits >> by
  return bits & 1
}

/** Returns a hexadecimal value's bits, highest first. */
export function bitsOf(hex: string): number[] {
  return [...hex].flatMap((digit) => {
    const value = Number.parseInt(digit, 16)
    return [3, 2, 1, 0].map((place) => (value >> place) & 1)
  })
}

/** Returns bits as a hexadecimal value. Inverse function: `bitsOf`. */
export function hexOf(bits: readonly number[]): string {
  const digits = Array.from({ length: bits.length / 4 }, (_, at) =>
    bits.slice(4 * at, 4 * at + 4).reduce((value, bit) => 2 * value + bit, 0),
  )
  return digits.map((digit) => digit.toString(16)).join('')
}

/** Returns the cyclic redundancy check that protects a value, as bits. */
export function checkOf(bits: readonly number[], { check }: Mode): number[] {
  const mask = (1 << check.bits) - 1
  const rest = bits.reduce((register, bit) => {
    const high = (register >> (check.bits - 1)) & 1
    return ((register << 1) & mask) ^ (high === bit ? 0 : check.polynomial)
  }, mask)
  return Array.from({ length: check.bits }, (_, at) => (rest >> (check.bits - 1 - at)) & 1)
}

/** Returns a mode's code word length in bits. */
export const lengthOf = ({ bits, check }: Mode): number => GENERATORS.length * (bits + check.bits)

/**
 * Returns a value's code word. The code word is the value and its check, encoded by a tail-biting
 * convolutional code.
 * @param hex value in hexadecimal digits: 8 or 16, depending on the mode
 * @returns one bit (0 or 1) per element, `lengthOf(mode)` elements
 */
export function encode(hex: string, mode: Mode): number[] {
  const value = bitsOf(hex)
  const message = [...value, ...checkOf(value, mode)]
  const mask = (1 << (MEMORY + 1)) - 1
  let register = message.slice(-MEMORY).reduce((state, bit) => 2 * state + bit, 0)
  return message.flatMap((bit) => {
    register = ((register << 1) | bit) & mask
    return GENERATORS.map((generator) => parity(register & generator))
  })
}
