/** Exports that decode VP8L, documented in `src/engine/kernel/vp8l/decoder.ts`. */
export interface Vp8lKernel {
  vp8lOpen(width: number, height: number): number
  vp8lInput(): number
  vp8lCapacity(): number
  vp8lFeed(length: number, last: number): number
  vp8lNext(): number
  vp8lBand(): number
  vp8lRows(): number
}

/**
 * Exports that decode the alpha of lossy images, documented in `src/engine/kernel/alph/decoder.ts`.
 */
export interface AlphKernel {
  alphOpen(width: number, height: number, bytes: number): number
  alphInput(): number
  alphStart(): number
  alphRows(count: number): number
  alphBand(): number
}
