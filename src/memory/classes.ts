import { MAX_MEMORY, WASM_PAGE } from '../wasm-memory/page.ts'

/** Class of WebAssembly memories that share one maximum size. */
export interface MemoryClass {
  readonly name: string
  /** Maximum memory count. In the worst case no memory is ever collected. */
  readonly count: number
  /** A new memory's size in pages. */
  readonly initial: number
  /** Size in pages to which a memory may grow. */
  readonly maximum: number
}

/** Pages with a kernel's static data, which plans do not count. */
const KERNEL_PAGES = 2

/** Returns the memory size in bytes for a kernel whose blocks take `bytes`. */
export const kernelMemory = (bytes: number): number => bytes + KERNEL_PAGES * WASM_PAGE

/**
 * Classes for kernel memories, from the smallest. Together the memories have at most 23 MB. A
 * kernel waits for its source's rows, so several kernels are in use at a time. Counts and sizes
 * were tried with mixed traffic (docs/load.md).
 */
export const KERNEL_CLASSES: readonly MemoryClass[] = [
  { name: 'small', count: 4, initial: KERNEL_PAGES, maximum: 16 },
  { name: 'medium', count: 3, initial: KERNEL_PAGES, maximum: 44 },
  { name: 'wide', count: 1, initial: KERNEL_PAGES, maximum: 151 },
]

/**
 * Class for the one memory that all foreign codecs use in turn, and kernels that are too large for
 * the other classes. ThorVG is the module that starts with the most pages. The maximum is 62 MB.
 */
export const LARGE_CLASS: MemoryClass = { name: 'large', count: 1, initial: 267, maximum: 946 }

/** Maximum size in bytes of a memory in a class. */
export const maxBytes = ({ maximum }: MemoryClass): number => maximum * WASM_PAGE

/** Returns the smallest class whose memories can hold a kernel with blocks of `bytes`. */
export const classOf = (bytes: number): MemoryClass =>
  KERNEL_CLASSES.find((each) => kernelMemory(bytes) <= maxBytes(each)) ?? LARGE_CLASS

/** The large memory's maximum size in bytes in an isolate with the default limit. */
export const LARGE_BYTES = maxBytes(LARGE_CLASS)

/**
 * Returns the large memory's size in bytes while foreign codecs use `bytes` in it: at least its
 * initial size; 0 if no codec runs.
 */
export const largeMemory = (bytes: number): number =>
  bytes === 0 ? 0 : Math.max(bytes, LARGE_CLASS.initial * WASM_PAGE)

/** Maximum bytes for a kernel's blocks, if the kernel leaves the large memory to foreign codecs. */
export const MAX_KERNEL = Math.max(...KERNEL_CLASSES.map(maxBytes)) - kernelMemory(0)

const sumOf = (classes: readonly MemoryClass[]) =>
  classes.reduce((sum, each) => sum + each.count * maxBytes(each), 0)

/**
 * Bytes of the JavaScript heap, for which a Worker cannot ask. 5 MB of it are in use. The rest is
 * garbage, which V8 collects late: `mixed` of `npm run tool load` has seen peaks of 18 to 27 MB
 * while the memories are large (2026-11-29). The constant covers most of them, and not the highest.
 */
export const HEAP_BYTES = 20_000_000

/**
 * Default limit in bytes for all memories and buffers in an isolate. With the heap they are 120 MB,
 * and the platform ends an isolate at 128 MB.
 */
export const DEFAULT_MEMORY = 120_000_000 - HEAP_BYTES

/**
 * Buffer memory in bytes that no plan may use. It is left for requests that are not planned yet,
 * and for buffers that other requests hold while they wait.
 */
const SHARED_BUFFERS = 4_000_000

/** Buffer memory in bytes that one plan may have by default. */
const PLAN_BUFFERS = DEFAULT_MEMORY - LARGE_BYTES - sumOf(KERNEL_CLASSES) - SHARED_BUFFERS

/**
 * Share of a limit above the default by which the large memory grows. An AVIF output takes 30 bytes
 * per pixel there. In buffers it takes 4 bytes per pixel, and its file.
 */
const LARGE_SHARE = 4 / 5

/** Maximum share of a plan's buffers that all other kept demands have in addition. */
const MAX_KEPT_SHARE = 1 / 4

/** Returns the maximum bytes that all other kept demands take. */
export const maxKept = (buffers: number) => Math.floor(buffers * MAX_KEPT_SHARE)

/** Maximum bytes that one transform may plan. */
export interface Room {
  /** Bytes for a kernel's blocks. */
  readonly kernel: number
  /**
   * Bytes for a kernel's blocks if a foreign codec has the large memory while the kernel is in use.
   */
  readonly kernelBeside: number
  /** Bytes for a foreign codec's memory. */
  readonly codec: number
  /** Bytes for buffers outside WebAssembly. */
  readonly buffers: number
  /** Bytes for all parts at the same time. */
  readonly all: number
}

/**
 * Returns one transform's room in an isolate whose memories have all grown to their maxima. A
 * transform within it fits into every isolate, whatever was done there before.
 * @param memory bytes for all memories and buffers. More than the default is added to the large
 *   memory and to the buffers. The buffers alone grow once the large memory has `MAX_MEMORY`. Less
 *   bounds each part, and their sum
 */
export function roomWithin(memory: number): Room {
  const more = Math.max(0, memory - DEFAULT_MEMORY)
  const large = Math.min(MAX_MEMORY, Math.floor(LARGE_BYTES + LARGE_SHARE * more))
  const buffers = Math.floor(PLAN_BUFFERS + (more - (large - LARGE_BYTES)) / (1 + MAX_KEPT_SHARE))
  const codec = Math.min(memory, large)
  return {
    kernel: Math.min(memory, codec - kernelMemory(0)),
    kernelBeside: Math.min(memory, MAX_KERNEL),
    codec,
    buffers: Math.min(memory, buffers),
    all: memory,
  }
}
