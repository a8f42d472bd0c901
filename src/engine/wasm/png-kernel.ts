/** Exports that read PNG, documented in `src/engine/kernel/png/decode.ts`. */
export interface PngReaderKernel {
  readonly memory: WebAssembly.Memory
  pngOpen(
    width: number,
    height: number,
    depth: number,
    colourType: number,
    interlace: number,
    alpha: number,
  ): number
  pngPalette(): number
  pngPaletteSize(entries: number): void
  pngTransparent(r: number, g: number, b: number): void
  pngLayout(): number
  pngInput(): number
  pngCapacity(): number
  pngFeed(length: number, last: number): number
  pngRows(): number
}

/** Exports that inflate, documented in `src/engine/kernel/inflate/inflate.ts`. */
export interface InflateKernel {
  readonly memory: WebAssembly.Memory
  inflateOpen(zlib: number): void
  inflateInput(): number
  inflateCapacity(): number
  inflateFeed(length: number): number
  inflateOutput(): number
}

/** Exports that write PNG, documented in `src/engine/kernel/png/encode.ts`. */
export interface PngWriterKernel {
  readonly memory: WebAssembly.Memory
  pngEncodeOpen(width: number, channels: number, filter: number): number
  pngEncodeInput(): number
  pngEncodeRestart(filter: number): number
  pngEncodeRow(row: number): number
  pngEncodeRepeats(): number
}
