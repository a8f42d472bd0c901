import { jxlEncoder } from '../../../src/engine/wasm/jxl-encoder.ts'
import { bytes, kernel } from '../kernel/kernel.ts'
import { randomNumbers } from '../properties/random.ts'

/** A picture for the lossy encoder. */
export type LossyPicture = {
  readonly width: number
  readonly height: number
} & (
  | {
      readonly layout: 'rgba'
      readonly data: Uint8Array
      /** Number of alpha levels; 0 leaves alpha out. */
      readonly levels?: number
      readonly isP3?: boolean
    }
  | { readonly layout: 'gray'; readonly data: Uint8Array }
  | {
      readonly layout: 'ycc'
      /** Y, Cb and Cr without gaps. */
      readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array]
      /** 1 if chroma has half the width, plus 2 if it has half the height. */
      readonly halves: number
    }
)

type Wasm = ReturnType<typeof kernel>

function place(wasm: Wasm, data: Uint8Array): number {
  const at = wasm.alloc(data.length)
  bytes(wasm, at, data.length).set(data)
  return at
}

function encodePicture(wasm: Wasm, picture: LossyPicture): number {
  const encoder = jxlEncoder(wasm)
  if (picture.layout === 'gray') return encoder.jxlLossyGray(place(wasm, picture.data), picture.width)
  if (picture.layout === 'rgba')
    return encoder.jxlLossyRgba(place(wasm, picture.data), Number(picture.isP3 ?? false))
  const { width, planes, halves } = picture
  const [y, cb, cr] = planes.map((plane) => place(wasm, plane)) as [number, number, number]
  const chromaStride = halves & 1 ? Math.ceil(width / 2) : width
  return encoder.jxlLossyPlanes({ y, yStride: width, cb, cr, chromaStride, halves, isP3: 0 })
}

/** Encodes a picture with loss, and returns the codestream. */
export function encodeJxlLossy(picture: LossyPicture, quality: number, wasm = kernel()): Buffer {
  const encoder = jxlEncoder(wasm)
  const { width, height } = picture
  const levels = picture.layout === 'rgba' ? (picture.levels ?? 0) : 0
  if (encoder.jxlLossyOpen(width, height, quality, levels) !== 0) throw new Error('refused')
  const length = encodePicture(wasm, picture)
  if (length < 0) throw new Error(`status ${length}`)
  const pieces: Buffer[] = []
  for (let size = encoder.jxlLossyNext(); size > 0; size = encoder.jxlLossyNext()) {
    if (size > 65_536) throw new Error(`a piece of ${size} bytes`)
    pieces.push(Buffer.from(bytes(wasm, encoder.jxlLossyOutput(), size)))
  }
  const file = Buffer.concat(pieces)
  if (file.length !== length) throw new Error(`${file.length} bytes instead of ${length}`)
  return file
}

/** Picture contents: the level that a channel has at a pixel. */
const CONTENTS = {
  flat: (channel: number) => [40, 180, 110][channel] ?? 0,
  gradient: (channel: number, x: number, y: number) => Math.min(255, 20 + 40 * channel + x / 3 + y / 5),
  waves: (channel: number, x: number, y: number, random: () => number) =>
    128 + 70 * Math.sin(x / 9 + channel) + 40 * Math.cos(y / 13) + (random() % 8),
  squares: (channel: number, x: number, y: number) =>
    (((x >> 3) + (y >> 2)) & 1) === 0 ? 30 * channel : 230,
  noise: (_channel: number, _x: number, _y: number, random: () => number) => random() & 255,
} as const

export const LOSSY_CONTENTS = Object.keys(CONTENTS) as readonly LossyContent[]
export type LossyContent = keyof typeof CONTENTS

export interface GivenLossy {
  readonly width: number
  readonly height: number
  readonly content: LossyContent
  readonly layout: LossyPicture['layout']
  readonly halves: number
  readonly levels: number
  readonly seed: number
}

function paint(width: number, height: number, at: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) =>
    Math.max(0, Math.min(255, Math.round(at(i % width, Math.floor(i / width))))),
  )
}

/** Makes a picture, which is always the same. */
export function lossyPicture(given: GivenLossy): LossyPicture {
  const { width, height, content, layout, halves, levels, seed } = given
  const random = randomNumbers(seed)
  const level = CONTENTS[content]
  if (layout === 'gray')
    return { width, height, layout, data: paint(width, height, (x, y) => level(1, x, y, random)) }
  if (layout === 'ycc') {
    const [right, down] = [halves & 1, halves >> 1]
    const chroma = (channel: number) =>
      paint(
        (width + right) >> right,
        (height + down) >> down,
        (x, y) => (level(channel, x << right, y << down, random) + 256) / 3,
      )
    const luma = paint(width, height, (x, y) => level(0, x, y, random))
    return { width, height, layout, halves, planes: [luma, chroma(1), chroma(2)] }
  }
  const data = new Uint8Array(width * height * 4)
  for (let channel = 0; channel < 4; channel++) {
    const plane = paint(width, height, (x, y) =>
      channel < 3 ? level(channel, x, y, random) : (3 * x + y) & 511,
    )
    for (let i = 0; i < plane.length; i++)
      data[4 * i + channel] = channel === 3 && levels === 0 ? 255 : (plane[i] ?? 0)
  }
  return { width, height, layout, data, levels }
}

/** Returns a seed's picture, whose sides are at most `side`, and a quality. */
export function givenLossy(seed: number, side: number): GivenLossy & { readonly quality: number } {
  const random = randomNumbers(seed ^ 0x1055)
  const pick = <Item>(items: readonly Item[]) => items[random() % items.length] as Item
  return {
    width: 1 + (random() % side),
    height: 1 + (random() % side),
    content: pick(LOSSY_CONTENTS),
    layout: pick(['rgba', 'rgba', 'gray', 'ycc']),
    halves: random() % 4,
    levels: pick([0, 0, 2, 16, 256]),
    quality: 1 + (random() % 100),
    seed,
  }
}

/** Returns the picture as RGB, three samples a pixel from 0 to 255 and not rounded. */
export function rgbOf(picture: LossyPicture): Float64Array {
  const { width, height } = picture
  const rgb = new Float64Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const x = i % width
    const y = Math.floor(i / width)
    rgb.set(colorOf(picture, x, y), 3 * i)
  }
  return rgb
}

function colorOf(picture: LossyPicture, x: number, y: number): readonly number[] {
  const at = y * picture.width + x
  if (picture.layout === 'rgba') return [0, 1, 2].map((channel) => picture.data[4 * at + channel] ?? 0)
  if (picture.layout === 'gray') return Array<number>(3).fill(picture.data[at] ?? 0)
  const { planes, width, halves } = picture
  const wide = halves & 1 ? Math.ceil(width / 2) : width
  const chroma = (halves >> 1 ? y >> 1 : y) * wide + (halves & 1 ? x >> 1 : x)
  const cb = (planes[1][chroma] ?? 0) - 128
  const cr = (planes[2][chroma] ?? 0) - 128
  const luma = planes[0][at] ?? 0
  const rgb = [luma + 1.402 * cr, luma - 0.344136 * cb - 0.714136 * cr, luma + 1.772 * cb]
  return rgb.map((level) => Math.max(0, Math.min(255, level)))
}
