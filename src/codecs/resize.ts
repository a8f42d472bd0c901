import wasm from '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'
import { premultiply, unpremultiply } from './alpha.ts'
import { type BindgenExports, callForBytes, copyIn, instantiate } from './bindgen.ts'
import { guarded } from './border.ts'
import type { Frame, PlaneSize } from './codec.ts'

interface ResizeExports extends BindgenExports {
  resize(
    result: number,
    pixels: number,
    length: number,
    width: number,
    height: number,
    toWidth: number,
    toHeight: number,
    kernel: number,
    premultiplied: number,
    linear: number,
  ): void
}

/** The resampler's number of each filter. */
const KERNELS = { triangle: 0, catrom: 1, mitchell: 2, lanczos3: 3 } as const

export type Filter = keyof typeof KERNELS

export function resize(frame: Frame, size: PlaneSize, filter: Filter, alpha: boolean): Frame {
  const { width, height } = size
  return guarded('internal', [], () => {
    const exports = instantiate<ResizeExports>(wasm)
    const at = copyIn(exports, frame.data)
    const length = frame.data.length
    if (alpha) premultiply(new Uint8Array(exports.memory.buffer, at, length))
    const data = callForBytes(exports, (result) =>
      exports.resize(result, at, length, frame.width, frame.height, width, height, KERNELS[filter], 0, 0),
    ).slice()
    if (alpha) unpremultiply(data)
    return { width, height, data }
  })
}

export function resizeMemory(from: PlaneSize, to: PlaneSize): number {
  const output = 4 * to.width * to.height
  return 1_400_000 + 4 * from.width * from.height + output + 16 * to.width * from.height + 64 * (from.width + from.height + to.width + to.height) + output
}
