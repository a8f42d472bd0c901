import { Failure } from '../../errors.ts'
import { ownSeat, type Seat } from '../../memory/index.ts'
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
import { type KernelExports, start, type WeightedRow } from './generated/kernel.ts'
import { guarded } from './guarded.ts'

export type { KernelExports as Kernel } from './generated/kernel.ts'

/** Weights that turn Y, Cb and Cr into RGB (see `kernel/pixels/weighted.ts`). */
export type Weights = Omit<WeightedRow, 'y' | 'cb' | 'cr' | 'count' | 'out'>

/** Pages in a new memory, which hold a kernel's static data. */
const KERNEL_PAGES = 2

interface Tenancy {
  readonly seat: Seat
  readonly check: () => void
}

const tenancies = new WeakMap<object, Tenancy>()

/**
 * Starts a kernel for one transform.
 * @param seat right to its memory, which is all zeros. Once the seat has ended, every call to the
 *   kernel throws
 */
export function openKernel(
  seat: Seat = ownSeat(new WebAssembly.Memory({ initial: KERNEL_PAGES })),
): KernelExports {
  const check = seat.begin()
  const kernel = guarded(start({ env: { memory: seat.memory } }), check)
  tenancies.set(kernel, { seat, check })
  return kernel
}

/** Returns a kernel's right to its memory. */
export const seatOf = (kernel: object): Seat | undefined => tenancies.get(kernel)?.seat

/** Guards another module that uses a kernel's memory, like the kernel itself. */
export function guardedLike<Exports extends object>(kernel: object, exports: Exports): Exports {
  const tenancy = tenancies.get(kernel)
  return tenancy ? guarded(exports, tenancy.check) : exports
}

/**
 * Returns a kernel that only has memory, for a foreign encoder: it reads the picture in it and
 * calls no function.
 */
export function copiedMemory(buffer: ArrayBuffer): KernelExports {
  return { memory: { buffer } } as unknown as KernelExports
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

/** Returns the failure for the kernel's negative status. */
export function kernelFailure(status: number, format: string): Failure {
  if (status === CORRUPT) return new Failure('corrupt', `${format}: the image data is damaged`)
  if (status === UNSUPPORTED)
    return new Failure('unsupported', `${format}: images of this kind are not supported`)
  return new Failure('too-large', `${format}: the image has too many parts; save it again`)
}
