import type { AlphKernel, Vp8lKernel } from './vp8l-kernel.ts'

/** Exports that read VP8 key frames, documented in `src/engine/kernel/vp8/decoder.ts`. */
export interface Vp8Kernel {
  vp8Open(width: number, height: number, bytes: number): number
  vp8Input(): number
  vp8Capacity(): number
  vp8Feed(length: number, last: number): number
  vp8Next(): number
  vp8Band(plane: number): number
  vp8Stride(plane: number): number
  vp8Rows(plane: number): number
}

/** Exports that read WebP, and the exports of `src/engine/kernel/pixels` that only WebP needs. */
export interface WebpKernel extends Vp8Kernel, Vp8lKernel, AlphKernel {
  setAlpha(rgba: number, alpha: number, count: number): void
}
