import { Failure } from '../../errors.ts'
import {
  CATROM,
  CORRUPT,
  DIFFERENCE,
  LANCZOS3,
  MITCHELL,
  MULTIPLY,
  OVERLAY,
  SCREEN,
  SOFT_LIGHT,
  TRIANGLE,
  UNSUPPORTED,
} from '../constants/kernel.ts'
import { newMemory } from '../memory/pool.ts'
import { type KernelExports, start, type WeightedRow } from './generated/kernel.ts'

export type { KernelExports as Kernel } from './generated/kernel.ts'

/** Weights that turn Y, Cb and Cr into RGB (see `src/engine/kernel/pixels/weighted.ts`). */
export type Weights = Omit<WeightedRow, 'y' | 'cb' | 'cr' | 'count' | 'out'>

/**
 * Starts a kernel for one transform.
 * @param memory memory that is all zeros and that no other kernel uses meanwhile
 */
export function openKernel(memory = newMemory('kernel')): KernelExports {
  return start({ env: { memory } })
}

/**
 * Returns a view of kernel memory. It is valid until the next `alloc`, which may grow the memory.
 */
export function view({ memory }: KernelExports, address: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer, address, length)
}

/** Returns `true` if the bytes are a view of kernel memory. */
export function isInside({ memory }: KernelExports, bytes: Uint8Array): boolean {
  return bytes.buffer === memory.buffer
}

/** Numbers by which the kernel's resamplers identify the filters. */
export const FILTERS = {
  triangle: TRIANGLE,
  catrom: CATROM,
  mitchell: MITCHELL,
  lanczos3: LANCZOS3,
} as const

export type Filter = keyof typeof FILTERS

/** Numbers by which the kernel's `blend` identifies the blend modes. */
export const BLENDS = {
  multiply: MULTIPLY,
  screen: SCREEN,
  overlay: OVERLAY,
  'soft-light': SOFT_LIGHT,
  difference: DIFFERENCE,
} as const

export type Blend = keyof typeof BLENDS

/** Returns the failure for a negative status of the kernel. */
export function kernelFailure(status: number, format: string): Failure {
  if (status === CORRUPT) return new Failure('corrupt', `${format}: the image data is damaged`)
  if (status === UNSUPPORTED)
    return new Failure('unsupported', `${format}: images of this kind are not supported`)
  return new Failure('too-large', `${format}: the image has too many parts; save it again`)
}
