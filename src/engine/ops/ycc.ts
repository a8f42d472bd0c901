import { Failure } from '../../errors.ts'
import type { Conversion, PlannedConversion } from '../color/conversion.ts'
import { isIdentity, type Turn, turnSize } from '../picture/orientation.ts'
import type { Picture } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { convertPlanes } from '../rows/rgba.ts'
import { heapBytes } from '../wasm/heap.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { conversionMemory, openConversion } from './convert.ts'
import type { Operation } from './operation.ts'
import { turnPlanes } from './turn.ts'

/** Arguments as a plan has them. */
export interface PlannedYcc {
  /** Conversion to sRGB, if one is needed. */
  readonly conversion: PlannedConversion | undefined
  readonly turn: Turn
  /** `true` if chroma is reduced to half the width and height, as a JPEG stores it. */
  readonly halved: boolean
  /** `true` if the picture is gray and gets neutral chroma planes. */
  readonly gray: boolean
}

export interface Ycc extends PlannedYcc {
  readonly conversion: Conversion | undefined
}

/**
 * Maximum size in bytes for a band of RGBA rows. A band has at least two rows, so it may exceed
 * this size.
 */
const BAND_BYTES = 1 << 17

/** Returns a band's row count. It is even, so that rows that share chroma stay together. */
const bandRows = ({ width, height }: Size) =>
  Math.min(height, Math.max(2, 2 * Math.floor(BAND_BYTES / (width * 8))))

const chromaSize = ({ width, height }: Size, halved: boolean): Size =>
  halved ? { width: Math.ceil(width / 2), height: Math.ceil(height / 2) } : { width, height }

/**
 * Divides a turn into two parts. `mirrored` is `true` if the stored picture's rows are mirrored,
 * and `rest` is the remaining turn.
 */
function divided({ swap, mirrorX, mirrorY }: Turn): { readonly mirrored: boolean; readonly rest: Turn } {
  return swap
    ? { mirrored: mirrorY, rest: { swap, mirrorX, mirrorY: false } }
    : { mirrored: mirrorX, rest: { swap, mirrorX: false, mirrorY } }
}

function* bands({ height }: Size, rows: number, first: number) {
  for (let row = 0, count = first; row < height; row += count, count = Math.min(rows, height - row))
    yield { row, count }
}

/**
 * Returns the block addresses for luma and for both chroma planes. Each block has room for one
 * sample per pixel.
 */
function blocks(kernel: Kernel, { width, height, layout, planes }: Picture): readonly number[] {
  if (layout === 'ycc') return planes.map(({ address }) => address)
  if (layout !== 'gray') throw new Failure('internal', undefined, `a ${layout} picture has no luma`)
  const [luma] = planes
  return [luma?.address ?? 0, kernel.alloc(width * height), kernel.alloc(width * height)]
}

/**
 * Encodes rows as YCbCr again, band by band and in place. Halved chroma moves to the beginning of
 * its block.
 */
function coded(kernel: Kernel, picture: Picture, { conversion, turn, halved }: Ycc): Picture {
  const { width, height, layout, matrix } = picture
  const { mirrored, rest } = divided(turn)
  const [luma = 0, cb = 0, cr = 0] = blocks(kernel, picture)
  const convert = conversion && openConversion(kernel, conversion)
  const rows = bandRows(picture)
  const band = kernel.alloc(width * rows * 4)
  const mirror = mirrored ? kernel.alloc(width * rows * 4) : band
  // Row pairs that share chroma must be counted from the turned picture's first row.
  const isLastFirst = rest.swap ? rest.mirrorX : rest.mirrorY
  const first = halved && isLastFirst && height % 2 === 1 ? 1 : Math.min(rows, height)
  const flip = { bytesPerPixel: 4, swap: 0, mirrorX: 1, mirrorY: 0 }
  let done = 0
  for (const { row, count } of bands(picture, rows, first)) {
    const at = row * width
    convertPlanes(kernel, { layout, matrix }, [luma + at, cb + at, cr + at], count * width, band)
    convert?.({ address: band, count: count * width })
    if (mirrored) kernel.turnPlane({ ...flip, source: band, width, height: count, out: mirror })
    kernel.rgbaToYcc({
      rgba: mirror,
      width,
      height: count,
      ...{ y: luma + at, cb: cb + done, cr: cr + done },
      subsampling: halved ? 1 : 0,
    })
    const chroma = chromaSize({ width, height: count }, halved)
    done += chroma.width * chroma.height
  }
  const chroma = chromaSize(picture, halved)
  const planes = [
    { width, height, address: luma },
    { ...chroma, address: cb },
    { ...chroma, address: cr },
  ]
  return { width, height, layout: 'ycc', planes }
}

/** Turns the planes, chroma first. The block that a chroma plane leaves free has room for luma. */
function turned(kernel: Kernel, picture: Picture, turn: Turn): Picture {
  const [, chroma = picture] = picture.planes
  const spare = kernel.alloc(chroma.width * chroma.height)
  const planes = turnPlanes(kernel, picture.planes.toReversed(), turn, 1, spare).toReversed()
  return { ...turnSize(picture, turn), layout: 'ycc', planes }
}

/**
 * Makes a JPEG's planes, in sRGB and turned, from planes that all have the picture's size. The
 * result is the same as with `convert`, `turn` and the encoder on RGBA, but the whole picture never
 * exists as RGBA.
 */
export const ycc: Operation<Ycc, PlannedYcc> = {
  memory(size, { conversion, turn, halved, gray }) {
    const stored = turnSize(size, turn)
    const chroma = chromaSize(stored, halved)
    const band = stored.width * bandRows(stored) * 4
    const { mirrored, rest } = divided(turn)
    return (
      heapBytes(
        ...(gray ? [size.width * size.height, size.width * size.height] : []),
        ...(mirrored ? [band, band] : [band]),
        ...(isIdentity(rest) ? [] : [chroma.width * chroma.height]),
      ) + (conversion ? conversionMemory(conversion) : 0)
    )
  },
  run(kernel, picture, args) {
    const upright = coded(kernel, picture, args)
    const { rest } = divided(args.turn)
    return isIdentity(rest) ? upright : turned(kernel, upright, rest)
  },
}
