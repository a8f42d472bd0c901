import { type Channel, type ModularImage, makeChannel } from './channel.ts'
import { DELTAS } from './palette-deltas.ts'
import { findNeighbors, noNeighbors, predict } from './predict.ts'
import { type WeightedHeader, WeightedPredictor } from './weighted.ts'

/** Replaces channels by indices into a palette (ISO/IEC 18181-1:2022, H.6). */
export interface Palette {
  readonly first: number
  readonly count: number
  readonly colors: number
  /** Entries at the beginning of the palette that are added to a prediction. */
  readonly deltas: number
  readonly predictor: number
}

/** Implicit colors: a 4 × 4 × 4 cube, then a 5 × 5 × 5 cube. */
const SMALL_CUBE = 64

/** Channels that implicit colors have. */
const IMPLICIT_CHANNELS = 3

/**
 * Puts the palette before all channels, and removes all but the first of the channels it replaces.
 */
export function applyPalette(image: ModularImage, { first, count, colors, deltas }: Palette): void {
  image.palettes += first < image.palettes ? 2 - count : 1
  image.channels.splice(first + 1, count - 1)
  image.channels.unshift(makeChannel(colors + deltas, count, -1))
}

/** Returns a color that no palette contains. `index` is negative, or counts from its end. */
function implicitColor(index: number, channel: number, bits: number): number {
  if (channel >= IMPLICIT_CHANNELS) return 0
  if (index < 0) {
    const at = (-index - 1) % (2 * DELTAS.length - 1)
    const delta = DELTAS[(at + 1) >> 1]?.[channel] ?? 0
    return (at % 2 === 0 ? -delta : delta) * 2 ** Math.max(0, bits - 8)
  }
  const max = 2 ** bits - 1
  if (index < SMALL_CUBE)
    return Math.floor((((index >> (2 * channel)) & 3) * max) / 4) + 2 ** Math.max(0, bits - 3)
  return Math.floor(((Math.floor((index - SMALL_CUBE) / 5 ** channel) % 5) * max) / 4)
}

/** Returns the lookup for one palette channel. */
function lookUp({ data, width, height }: Channel, channel: number, palette: Palette, bits: number) {
  // The palette of a single channel has no implicit colors.
  if (height === 1 && palette.deltas === 0 && palette.predictor === 0) {
    return (index: number): number => data[Math.max(0, Math.min(width - 1, index))] ?? 0
  }
  return (index: number): number => {
    if (index >= 0 && index < width) return data[channel * width + index] as number
    return implicitColor(index < 0 ? index : index - width, channel, bits)
  }
}

/** Fills a channel with colors. Those of the first indices are added to predictions. */
function fill(
  to: Channel,
  indices: Int32Array,
  color: (index: number) => number,
  { deltas, predictor }: Palette,
  header: WeightedHeader,
) {
  const { data, width, height } = to
  const near = noNeighbors()
  const weighted = predictor === 6 ? new WeightedPredictor(header, width) : undefined
  for (let y = 0, at = 0; y < height; y++) {
    weighted?.startRow()
    for (let x = 0; x < width; x++, at++) {
      const index = indices[at] as number
      let guess = 0
      if (index < deltas || weighted) {
        findNeighbors(near, data, x, y, width)
        const own = weighted?.predict(x, near.top, near.left, near.topRight, near.topLeft, near.topTop) ?? 0
        if (index < deltas) guess = predict(predictor, near, own)
      }
      data[at] = color(index) + guess
      weighted?.update(x, data[at] as number)
    }
  }
}

/** Replaces indices by colors, and removes the palette. */
export function undoPalette(image: ModularImage, palette: Palette, header: WeightedHeader): void {
  const { channels, bits } = image
  const { first, count } = palette
  const [colors, indices] = [channels.shift(), channels[first]]
  if (!colors || !indices) return
  const results = Array.from({ length: count }, (_, at) => {
    const channel = makeChannel(indices.width, indices.height, indices.shiftX, indices.shiftY)
    fill(channel, indices.data, lookUp(colors, at, palette, Math.min(24, bits)), palette, header)
    return channel
  })
  channels.splice(first, 1, ...results)
  image.palettes -= first + 1 < image.palettes ? 2 - count : 1
}
