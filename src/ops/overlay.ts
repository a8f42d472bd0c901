import type { Frame, Picture, Plane } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import { rgba } from '../rows/rgba.ts'
import { upload } from '../wasm/heap.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { onePicture } from './operation.ts'
import type { Placement } from './placement.ts'

/** Bytes that `overlay` takes of the kernel's memory: the overlay's pixels, and a row of the base. */
export function overlayMemory(base: Size, { size }: Placement): number {
  return onePicture(size) + onePicture({ width: base.width, height: 1 })
}

function uploadFaded(kernel: Kernel, { data }: Frame, opacity: number): number {
  const address = upload(kernel, data)
  if (opacity === 1) return address
  const faded = Uint8Array.from({ length: 256 }, (_, alpha) => Math.round(alpha * opacity))
  const pixels = view(kernel, address, data.length)
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = faded[pixels[at] ?? 0] ?? 0
  return address
}

interface Layers {
  readonly pixels: number
  readonly size: Size
  readonly base: Plane
}

function once(kernel: Kernel, { pixels, size, base }: Layers, x: number, y: number): void {
  for (let row = 0; row < size.height; row++) {
    const under = base.address + ((y + row) * base.width + x) * 4
    kernel.composite(under, pixels + row * size.width * 4, size.width)
  }
}

const firstOf = (at: number, pitch: number): number => at - Math.ceil(at / pitch) * pitch

/** Repeats each row of the overlay along a line, which is laid over every row of the base that needs it. */
function everywhere(kernel: Kernel, { pixels, size, base }: Layers, x: number, y: number, pitch: Size): void {
  const bytes = size.width * 4
  const line = kernel.alloc(base.width * 4)
  const repeated = view(kernel, line, base.width * 4)
  for (let row = 0; row < size.height; row++) {
    const source = view(kernel, pixels + row * bytes, bytes)
    for (let left = firstOf(x, pitch.width); left < base.width; left += pitch.width) {
      const shown = source.subarray(Math.max(0, -left) * 4, (base.width - left) * 4)
      repeated.set(shown, Math.max(0, left) * 4)
    }
    for (let top = firstOf(y, pitch.height) + row; top < base.height; top += pitch.height)
      if (top >= 0) kernel.composite(base.address + top * base.width * 4, line, base.width)
  }
}

/**
 * Lays a picture over another, in place: Porter-Duff source-over of straight alpha. Where the overlay is transparent, the
 * base stays bit for bit.
 * @param picture the base, which must not be used again
 * @param over the overlay's pixels, of the placement's size
 */
export function composeOverlay(
  kernel: Kernel,
  picture: Picture,
  { size, x, y, opacity, pitch }: Placement,
  over: Frame,
): Picture {
  const target = rgba(kernel, picture)
  const layers = { pixels: uploadFaded(kernel, over, opacity), size, base: target.planes[0] }
  if (pitch) everywhere(kernel, layers, x, y, pitch)
  else once(kernel, layers, x, y)
  return target
}
