import type { BitReader } from '../bits.ts'
import { bits, readU32, value } from '../fields.ts'
import { JxlError } from '../jxl-error.ts'
import { haveSameShape, type ModularImage } from './channel.ts'
import { applyPalette, type Palette, undoPalette } from './palette.ts'
import { type Rct, undoRct } from './rct.ts'
import { applySqueeze, type Squeeze, undoSqueeze } from './squeeze.ts'
import type { WeightedHeader } from './weighted.ts'

/**
 * A transform that was applied to the channels before they were coded (ISO/IEC 18181-1:2022, H.6).
 */
export type Transform =
  | ({ readonly kind: 'rct' } & Rct)
  | ({ readonly kind: 'palette' } & Palette)
  | { readonly kind: 'squeeze'; readonly steps: readonly Squeeze[] }

const readChannelNumber = (reader: BitReader): number =>
  readU32(reader, bits(3), bits(6, 8), bits(10, 72), bits(13, 1096))

function readSqueeze(reader: BitReader): Squeeze {
  const [isHorizontal, isInPlace] = [reader.bool(), reader.bool()]
  const first = readChannelNumber(reader)
  return { isHorizontal, isInPlace, first, count: readU32(reader, value(1), value(2), value(3), bits(4, 4)) }
}

/** Reads a transform (ISO/IEC 18181-1:2022, H.6). */
export function readTransform(reader: BitReader): Transform {
  const kind = reader.read(2)
  if (kind === 2) {
    const length = readU32(reader, value(0), bits(4, 1), bits(6, 9), bits(8, 41))
    return { kind: 'squeeze', steps: Array.from({ length }, () => readSqueeze(reader)) }
  }
  if (kind > 2) throw new JxlError(`the transform ${kind} is unknown`)
  const first = readChannelNumber(reader)
  if (kind === 0) {
    const type = readU32(reader, value(6), bits(2), bits(4, 2), bits(6, 10))
    if (type > 41) throw new JxlError(`the RCT ${type} is unknown`)
    return { kind: 'rct', first, type }
  }
  const count = readU32(reader, value(1), value(3), value(4), bits(13, 1))
  const colors = readU32(reader, bits(8), bits(10, 256), bits(12, 1280), bits(16, 5376))
  const deltas = readU32(reader, value(0), bits(8, 1), bits(10, 257), bits(16, 1281))
  const predictor = reader.read(4)
  if (predictor > 13) throw new JxlError(`the predictor ${predictor} is unknown`)
  return { kind: 'palette', first, count, colors, deltas, predictor }
}

/** Checks that `count` channels exist, have the same shape, and are all palettes or none. */
function checkRange({ channels, palettes }: ModularImage, first: number, count: number): void {
  const range = channels.slice(first, first + count)
  const [model] = range
  if (!model || range.length < count) throw new JxlError(`a transform uses channel ${first + count - 1}`)
  if (first < palettes && first + count > palettes)
    throw new JxlError('a transform mixes palettes and channels')
  if (!range.every((channel) => haveSameShape(channel, model))) {
    throw new JxlError('a transform uses channels of several sizes')
  }
}

/**
 * Changes the channels to those that are coded. Returns the transform with its implied parameters.
 */
export function applyTransform(image: ModularImage, transform: Transform): Transform {
  if (transform.kind === 'squeeze') return { ...transform, steps: applySqueeze(image, transform.steps) }
  checkRange(image, transform.first, transform.kind === 'rct' ? 3 : transform.count)
  if (transform.kind === 'palette') applyPalette(image, transform)
  return transform
}

/** Undoes a transform in decoded channels. */
export function undoTransform(image: ModularImage, transform: Transform, header: WeightedHeader): void {
  if (transform.kind === 'rct') undoRct(image.channels, transform)
  else if (transform.kind === 'palette') undoPalette(image, transform, header)
  else undoSqueeze(image, transform.steps)
}
