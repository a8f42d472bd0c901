import { type DecodeScale, type Scale, scalesOf } from '../../../src/engine/picture/picture.ts'
import { heapBytes } from '../../../src/engine/wasm/heap.ts'
import { bytes, kernel } from '../kernel/kernel.ts'

/** Return values from the kernel's decoder. */
export const STATUS = {
  want: 0,
  header: 1,
  band: 2,
  done: 3,
  corrupt: -1,
  unsupported: -2,
  limit: -3,
} as const

export const EIGHTHS = [1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly DecodeScale[]

/** Memory capacity in addition to the longest segment, in bytes. */
const MIN_ROOM = 32_767

export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface Decoded {
  /** Last status of the decoder: done, or an error. */
  readonly status: number
  /** Width of the picture. `undefined` if the decoder did not reach the header. */
  readonly width: number | undefined
  readonly height: number | undefined
  readonly color: number
  readonly inverted: boolean
  readonly progressive: boolean
  readonly planes: readonly Plane[]
  /** Number of bytes that the decoder received. */
  readonly used: number
  /** Number of bytes that the decoder allocated. */
  readonly memory: number
}

/**
 * Decodes a JPEG.
 * @param cuts lengths of the pieces, used cyclically; 0 gives an empty piece
 */
export function decode(
  file: Uint8Array,
  scale: Scale = 8,
  cuts: readonly number[] = [50_000, 20_000],
): Decoded {
  const wasm = kernel()
  const { dense, subsampled } = scalesOf(scale)
  const before = wasm.alloc(0)
  wasm.jpegOpen(dense, subsampled)
  let header: Pick<Decoded, 'width' | 'height' | 'color' | 'inverted' | 'progressive'> | undefined
  let planes: Plane[] = []
  let filled: number[] = []
  let used = 0
  let status: number = STATUS.want
  for (let piece = 0; status >= 0 && status !== STATUS.done; ) {
    if (status === STATUS.want) {
      if (wasm.jpegCapacity() < MIN_ROOM) throw new Error('no room for the next piece')
      if (used === file.length && piece > 0) throw new Error('the decoder wants more than the file has')
      const length = Math.min(cuts[piece++ % cuts.length] ?? 1, wasm.jpegCapacity(), file.length - used)
      bytes(wasm, wasm.jpegInput(), length).set(file.subarray(used, used + length))
      used += length
      status = wasm.jpegFeed(length, used === file.length ? 1 : 0)
      continue
    }
    if (status === STATUS.header) {
      header = {
        width: wasm.jpegWidth(),
        height: wasm.jpegHeight(),
        color: wasm.jpegColor(),
        inverted: wasm.jpegInverted() === 1,
        progressive: wasm.jpegProgressive() === 1,
      }
      planes = Array.from({ length: wasm.jpegComponents() }, (_, i) => {
        const [width, height] = [wasm.jpegPlaneWidth(i), wasm.jpegPlaneHeight(i)]
        return { width, height, data: new Uint8Array(width * height) }
      })
      filled = planes.map(() => 0)
    } else {
      planes.forEach((plane, i) => {
        for (let row = 0; row < wasm.jpegRows(i); row++) {
          const samples = bytes(wasm, wasm.jpegBand(i) + row * wasm.jpegStride(i), plane.width)
          plane.data.set(samples, plane.width * (filled[i] as number))
          filled[i] = (filled[i] as number) + 1
        }
      })
    }
    status = wasm.jpegNext()
  }
  if (status === STATUS.done && planes.some(({ height }, i) => height !== filled[i]))
    throw new Error('rows are missing')
  const memory = wasm.alloc(0) - before - heapBytes(0)
  return {
    ...{ width: undefined, height: undefined, color: -1, inverted: false, progressive: false },
    ...header,
    ...{ status, planes, used, memory },
  }
}

/** Returns the samples of all planes, for comparison. */
export const samplesOf = ({ planes }: Pick<Decoded, 'planes'>) =>
  Buffer.concat(planes.map(({ data }) => data))
