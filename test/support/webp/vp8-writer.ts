import { readFileSync } from 'node:fs'
import { le24 } from '../../../src/engine/bytes/bytes.ts'
import { join } from '../../../src/engine/bytes/join.ts'
import { randomNumbers } from '../properties/random.ts'

/** Writes decisions with the boolean entropy encoder (RFC 6386, 7.3). */
function boolWriter() {
  const bytes: number[] = []
  let range = 255
  let bottom = 0
  let left = 24

  function carry(): void {
    let at = bytes.length - 1
    while (bytes[at] === 255) bytes[at--] = 0
    bytes[at] = (bytes[at] ?? 0) + 1
  }

  function write(bit: number, probability = 128): void {
    const split = 1 + (((range - 1) * probability) >> 8)
    if (bit) {
      bottom += split
      range -= split
    } else range = split
    for (; range < 128; range *= 2) {
      if (bottom >= 0x80000000) carry()
      bottom = (bottom * 2) % 0x100000000
      if (--left === 0) {
        bytes.push(bottom >>> 24)
        bottom &= 0xffffff
        left = 8
      }
    }
  }

  function number(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) write((value >> bit) & 1)
  }

  /** Writes an optional signed number. 0 is written as absent. */
  function optional(value: number, bits: number): void {
    write(value === 0 ? 0 : 1)
    if (value === 0) return
    number(Math.abs(value), bits)
    write(value < 0 ? 1 : 0)
  }

  function end(): Uint8Array<ArrayBuffer> {
    for (let i = 0; i < 32; i++) write(0)
    return Uint8Array.from(bytes)
  }
  return { write, number, optional, end }
}

export interface Vp8Spec {
  readonly width: number
  readonly height: number
  readonly version?: number
  /** Upscaling factors: the two bits above each side in the header. */
  readonly scaling?: number
  readonly colorSpace?: number
  readonly clamping?: number
  readonly segments?: {
    readonly map?: readonly number[]
    readonly data?: {
      readonly absolute: boolean
      readonly steps: readonly number[]
      readonly levels: readonly number[]
    }
  }
  readonly simple?: boolean
  readonly level?: number
  readonly sharpness?: number
  readonly deltas?: { readonly references: readonly number[]; readonly modes: readonly number[] } | 'kept'
  /** Binary logarithm of the partition count. */
  readonly partitions?: number
  readonly step?: number
  /** Quantizer deltas: luma DC, second-order luma DC and AC, chroma DC and AC. */
  readonly stepDeltas?: readonly number[]
  /** Probability that a macroblock has coefficients (prob_skip_false). */
  readonly skip?: number
  /** New token probabilities, by their index among all 1056. */
  readonly probabilities?: ReadonlyMap<number, number>
  readonly seed?: number
}

/**
 * Probability that a token probability is kept (RFC 6386, 13.4), copied from the kernel. The
 * comparison with sharp shows if the table is right.
 */
const UPDATES = (() => {
  const source = readFileSync('kernel/vp8/probabilities.ts', 'utf8')
  const [, table = ''] = /UPDATES[^[]*\[([^\]]*)\]/.exec(source) ?? []
  return [...table.matchAll(/\d+/g)].map(Number)
})()

/** Writes a frame with this header, and with random modes and coefficients. */
export function writeVp8(spec: Vp8Spec): Uint8Array<ArrayBuffer> {
  const { width, height, version = 0, scaling = 0, segments, deltas, partitions = 0, skip } = spec
  const random = randomNumbers(spec.seed ?? 1)
  const bools = boolWriter()
  bools.number(spec.colorSpace ?? 0, 1)
  bools.number(spec.clamping ?? 0, 1)
  bools.write(segments ? 1 : 0)
  if (segments) {
    bools.write(segments.map ? 1 : 0)
    bools.write(segments.data ? 1 : 0)
    if (segments.data) {
      bools.write(segments.data.absolute ? 1 : 0)
      for (const step of segments.data.steps) bools.optional(step, 7)
      for (const level of segments.data.levels) bools.optional(level, 6)
    }
    for (const probability of segments.map ?? []) {
      bools.write(probability === 255 ? 0 : 1)
      if (probability !== 255) bools.number(probability, 8)
    }
  }
  bools.write(spec.simple ? 1 : 0)
  bools.number(spec.level ?? 0, 6)
  bools.number(spec.sharpness ?? 0, 3)
  bools.write(deltas ? 1 : 0)
  if (deltas) bools.write(deltas === 'kept' ? 0 : 1)
  if (deltas && deltas !== 'kept')
    for (const delta of [...deltas.references, ...deltas.modes]) bools.optional(delta, 6)
  bools.number(partitions, 2)
  bools.number(spec.step ?? 20, 7)
  for (let i = 0; i < 5; i++) bools.optional(spec.stepDeltas?.[i] ?? 0, 4)
  bools.write(0)
  UPDATES.forEach((update, index) => {
    const probability = spec.probabilities?.get(index)
    bools.write(probability === undefined ? 0 : 1, update)
    if (probability !== undefined) bools.number(probability, 8)
  })
  bools.write(skip === undefined ? 0 : 1)
  if (skip !== undefined) bools.number(skip, 8)
  const macroblocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  for (let i = 0; i < macroblocks * 60; i++) bools.write(random() & 1)
  const first = bools.end()

  const count = 1 << partitions
  const noise = (length: number) => Uint8Array.from({ length }, () => random() & 255)
  // Enough random bytes for the coefficients. The probabilities of the frame decide how many are
  // used.
  const tokens = Array.from({ length: count }, () => noise(Math.ceil((macroblocks * 1200) / count) + 1200))
  const sizes = tokens.slice(0, -1).map(({ length }) => le24(length))
  const tag = (first.length << 5) | 16 | (version << 1)
  const size = [width | (scaling << 14), height | (scaling << 14)].flatMap((side) => [side & 255, side >> 8])
  const head = Uint8Array.of(tag & 255, (tag >> 8) & 255, tag >> 16, 0x9d, 0x01, 0x2a, ...size)
  return join([head, first, ...sizes, ...tokens])
}
