import { Failure } from '../../errors.ts'
import { startOf } from '../picture/crop-box.ts'
import type { Layout, Pixels, StreamedLayout, StreamedPlane, Strip } from '../picture/picture.ts'
import { heapBytes } from '../wasm/heap.ts'
import { isInside, type Kernel, view } from '../wasm/kernel.ts'
import { sizes } from '../wasm/sizes.ts'
import { convertPlanes } from './rgba.ts'

const BAND_BYTES = 1 << 18
/**
 * Maximum number of rows in a plane that wait until the other planes' rows arrive. With sampling
 * factors up to 4, no pixel needs rows beyond the next one.
 */
const WAITING = 4

type Rows = Strip['planes'][number]

/**
 * A plane's size, and its samples per picture pixel across and down, at most 1. The picture has the
 * size of its densest plane. `sample` and `pixel` are the column and row at which the plane and the
 * picture begin, in an uncropped picture.
 */
interface Place {
  readonly width: number
  readonly height: number
  readonly across: number
  readonly down: number
  readonly sample: readonly [number, number]
  readonly pixel: readonly [number, number]
}

function shapeOf(planes: readonly StreamedPlane[]) {
  const across = Math.max(...planes.map(({ density }) => density[0]))
  const down = Math.max(...planes.map(({ density }) => density[1]))
  const wide = planes.filter(({ density }) => density[0] === across)
  const high = planes.filter(({ density }) => density[1] === down)
  const width = Math.max(...wide.map((plane) => plane.width))
  const height = Math.max(...high.map((plane) => plane.height))
  // Planes with the same density begin at the same sample.
  const start = [wide[0] ? startOf(wide[0])[0] : 0, high[0] ? startOf(high[0])[1] : 0] as const
  const places = planes.map((plane): Place => {
    const [x, y] = plane.density
    return {
      width: plane.width,
      height: plane.height,
      across: x / across,
      down: y / down,
      sample: startOf(plane),
      pixel: start,
    }
  })
  return { width, height, density: [across, down] as const, start, places }
}

const isDense = ({ across, down }: Place) => across === 1 && down === 1
const bandRows = (width: number, height: number) =>
  Math.max(1, Math.min(height, Math.floor(BAND_BYTES / (width * 4))))

const spreading = ({ width }: Place, pixels: number) => [pixels, sizes().spreadWorkBytes(width)]

/** Returns the sizes in bytes of the plane buffers that `rgbaStrips` takes besides its band. */
const trackBytes = ({ width, places }: Pick<ReturnType<typeof shapeOf>, 'width' | 'places'>) =>
  places.flatMap((place) => [WAITING * place.width, ...(isDense(place) ? [] : spreading(place, width))])

/** Returns the kernel memory that `rgbaStrips` takes, in bytes. */
export function rgbaStripsMemory(layout: StreamedLayout, planes: readonly StreamedPlane[]): number {
  if (layout === 'rgba') return 0
  const shape = shapeOf(planes)
  const band = shape.width * 4 * bandRows(shape.width, shape.height)
  return isPacked(layout) ? heapBytes(band) : heapBytes(band, ...trackBytes(shape))
}

/**
 * Returns the maximum kernel memory in bytes that `rgbaStrips` takes for any part of planes with
 * one component each. A narrower part may fill its band better than the whole picture.
 */
export function partStripsMemory(planes: readonly StreamedPlane[]): number {
  const shape = shapeOf(planes)
  const row = shape.width * 4
  return heapBytes(Math.min(row * shape.height, Math.max(row, BAND_BYTES)), ...trackBytes(shape))
}

/** Returns the shape of the RGBA plane into which `rgbaStrips` converts these planes. */
export function rgbaShape(planes: readonly StreamedPlane[]): readonly [StreamedPlane] {
  const { width, height, density, start } = shapeOf(planes)
  return [{ width, height, density, start }]
}

interface Track {
  take(rows: Rows): void
  has(y: number): boolean
  /** Returns the address of the plane's row `y`, enlarged to one sample per pixel. */
  row(y: number): number
  /**
   * Copies the rows from which row `y` and later rows are made, because their strip becomes invalid
   * when the next strip is requested.
   */
  keep(y: number): void
}

function track(kernel: Kernel, place: Place, pixels: number): Track {
  const { width, height, across, down, sample, pixel } = place
  const waiting = kernel.alloc(WAITING * width)
  const [spread = 0, work = 0] = isDense(place)
    ? []
    : spreading(place, pixels).map((size) => kernel.alloc(size))
  const values = {
    upper: 0,
    lower: 0,
    weight: 0,
    width,
    density: across,
    sample: sample[0],
    pixel: pixel[0],
    work,
    out: spread,
    count: pixels,
  }
  let first = 0
  let end = 0
  let strip = { address: 0, stride: 0 }

  const within = (row: number) => Math.min(Math.max(row, 0), height - 1)
  const at = (y: number) => (y + pixel[1] + 0.5) * down - 0.5 - sample[1]
  const upper = (y: number) => within(Math.floor(at(y)))
  const lower = (y: number) => within(down === 1 ? y : Math.floor(at(y)) + 1)
  const slot = (row: number) => waiting + (row % WAITING) * width
  const stored = (row: number) => (row < first ? slot(row) : strip.address + (row - first) * strip.stride)

  return {
    take({ rows, stride, count }) {
      if (count > 0 && !isInside(kernel, rows))
        throw new Failure('internal', undefined, 'planes must be in the memory of the kernel')
      first = end
      end += count
      strip = { address: rows.byteOffset, stride }
    },
    has: (y) => lower(y) < end,
    row(y) {
      if (isDense(place)) return stored(y)
      const weight = Math.round((at(y) - Math.floor(at(y))) * 64)
      values.upper = stored(upper(y))
      values.lower = stored(lower(y))
      values.weight = weight
      kernel.spreadRow(values)
      return spread
    },
    keep(y) {
      const from = upper(y)
      if (end - from > WAITING) throw new Failure('internal', undefined, 'the planes are out of step')
      const memory = new Uint8Array(kernel.memory.buffer)
      for (let row = Math.max(from, first); row < end; row++)
        memory.copyWithin(slot(row), stored(row), stored(row) + width)
    },
  }
}

async function* convertStrips(
  kernel: Kernel,
  { layout, inverted, inks, range, matrix, strips }: Pixels & { readonly layout: Layout },
  tracks: readonly Track[],
  { width, height, band }: { readonly width: number; readonly height: number; readonly band: number },
): AsyncGenerator<Strip> {
  const maxRows = bandRows(width, height)
  let y = 0
  for await (const { planes } of strips) {
    for (const [index, rows] of planes.entries()) tracks[index]?.take(rows)
    const isReady = () => y < height && tracks.every((it) => it.has(y))
    while (isReady()) {
      let count = 0
      for (; count < maxRows && isReady(); count++, y++) {
        const rows = tracks.map((it) => it.row(y))
        convertPlanes(
          kernel,
          { layout, inverted, inks, range, matrix },
          rows,
          width,
          band + count * width * 4,
        )
      }
      yield rgbaRows(kernel, band, width, count)
    }
    if (y === height) return
    for (const it of tracks) it.keep(y)
  }
}

function rgbaRows(kernel: Kernel, address: number, width: number, count: number): Strip {
  const stride = width * 4
  return { planes: [{ rows: view(kernel, address, count * stride), stride, count }] }
}

/** `true` if a layout has one plane with all channels, but is not 8-bit RGBA. */
const isPacked = (layout: StreamedLayout) => layout === 'rgba16' || layout === 'rgb24'

async function* packedStrips(
  kernel: Kernel,
  { layout, strips }: Pixels,
  width: number,
  band: number,
  maxRows: number,
) {
  const convert = layout === 'rgb24' ? kernel.rgb24ToRgba : kernel.wideToRgba
  for await (const { planes } of strips) {
    const [packed] = planes
    if (!packed) continue
    if (!isInside(kernel, packed.rows))
      throw new Failure('internal', undefined, 'planes must be in the memory of the kernel')
    const from = packed.rows.byteOffset
    for (let row = 0; row < packed.count; row += maxRows) {
      const count = Math.min(maxRows, packed.count - row)
      for (let i = 0; i < count; i++) convert(from + (row + i) * packed.stride, width, band + i * width * 4)
      yield rgbaRows(kernel, band, width, count)
    }
  }
}

/**
 * Turns streamed rows into RGBA with the densest plane's size. Other planes are interpolated
 * linearly. 16-bit samples are rounded to 8 bits. All kernel memory is allocated at the start.
 * @param pixels pixels in any layout. Unless they are RGBA, their strips must be in kernel memory
 * @returns pixels with the same row count. Its strips throw the same errors as the strips of
 *   `pixels`
 */
export function rgbaStrips(kernel: Kernel, pixels: Pixels): Pixels {
  const { layout } = pixels
  if (layout === 'rgba') return pixels
  const { width, height, density, start, places } = shapeOf(pixels.planes)
  const band = kernel.alloc(width * 4 * bandRows(width, height))
  const strips =
    layout === 'rgba16' || layout === 'rgb24'
      ? packedStrips(kernel, pixels, width, band, bandRows(width, height))
      : convertStrips(
          kernel,
          { ...pixels, layout },
          places.map((place) => track(kernel, place, width)),
          { width, height, band },
        )
  return { layout: 'rgba', inverted: false, planes: [{ width, height, density, start }], strips }
}
