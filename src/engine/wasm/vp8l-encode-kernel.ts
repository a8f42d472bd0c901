/** Exports that write lossless WebP, documented in `src/engine/kernel/vp8l-encode/encoder.ts`. */
export interface Vp8lEncodeKernel {
  vp8lEncodeOpen(width: number, height: number): number
  vp8lEncodePicture(rgba: number): number
  vp8lEncodeNext(): number
  vp8lEncodeOutput(): number
}
