import fc from 'fast-check'
import { expect } from 'vitest'
import type { Kernel } from '../../../src/engine/wasm/kernel.ts'
import { bytes } from './kernel.ts'

const MARGIN = 16

/** Returns functions for kernel memory blocks. They detect writes beyond a block's ends. */
export function blocks(wasm: Kernel) {
  return {
    /** Copies `data` into a block with a margin on both sides. */
    put(data: Uint8Array): number {
      const at = wasm.alloc(data.length + 2 * MARGIN)
      bytes(wasm, at, data.length + 2 * MARGIN).fill(0xa5)
      bytes(wasm, at + MARGIN, data.length).set(data)
      return at + MARGIN
    },
    /** Reads a block and expects that its margins are unchanged. */
    take(address: number, length: number): Uint8Array {
      const block = bytes(wasm, address - MARGIN, length + 2 * MARGIN).slice()
      const margins = [...block.subarray(0, MARGIN), ...block.subarray(MARGIN + length)]
      expect(new Set(margins)).toEqual(new Set([0xa5]))
      return block.subarray(MARGIN, MARGIN + length)
    },
    /** Returns an address for a block at the memory's very end. An access beyond it traps. */
    atEnd(length: number): number {
      return wasm.memory.buffer.byteLength - length
    },
  }
}

export const byte = fc.integer({ min: 0, max: 255 })

/** Generates planes of equal length. */
export function planes(count: number): fc.Arbitrary<Uint8Array[]> {
  return fc
    .array(fc.tuple(...Array.from({ length: count }, () => byte)), { maxLength: 70 })
    .map((list) =>
      Array.from({ length: count }, (_, plane) => Uint8Array.from(list, (values) => values[plane] ?? 0)),
    )
}

export function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}

/** Every pair of byte values. */
export const PAIRS: readonly (readonly [number, number])[] = Array.from(
  { length: 65536 },
  (_, index) => [index & 255, index >> 8] as const,
)
