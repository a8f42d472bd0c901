import type { AlphKernel, Vp8lKernel } from './vp8l-kernel.ts'

/** The exports that read VP8 key frames, documented in `src/engine/kernel/vp8/decoder.ts`. */
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

/** The exports that read WebP, with those of `src/engine/kernel/pixels` that only its pictures need. */
export interface WebpKernel extends Vp8Kernel, Vp8lKernel, AlphKernel {
  setAlpha(rgba: number, alpha: number, count: number): void
}
