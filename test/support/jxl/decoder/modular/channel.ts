/** Samples in a modular stream's channel. */
export interface Channel {
  readonly width: number
  readonly height: number
  /** Logarithms of the factors by which the channel is smaller than its image; −1 for palettes. */
  readonly shiftX: number
  readonly shiftY: number
  readonly data: Int32Array
}

/** Channels of a modular stream. The first ones may be palettes. */
export interface ModularImage {
  readonly channels: Channel[]
  /** Number of palettes. */
  palettes: number
  /** Bits of a sample, which some palette entries depend on. */
  readonly bits: number
}

export const makeChannel = (width: number, height: number, shiftX = 0, shiftY = shiftX): Channel => ({
  width,
  height,
  shiftX,
  shiftY,
  data: new Int32Array(width * height),
})

export const haveSameShape = (a: Channel, b: Channel): boolean =>
  a.width === b.width && a.height === b.height && a.shiftX === b.shiftX && a.shiftY === b.shiftY
