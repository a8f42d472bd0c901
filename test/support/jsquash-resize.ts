import resizeImage, { initResize } from '@jsquash/resize'
import wasm from '@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'
import type { Frame, PlaneSize } from '../../src/codecs/codec.ts'
import type { Filter } from '../../src/codecs/kernel.ts'

/** Another implementation's opinion of a resized picture, in gamma-coded light and without regard to alpha. */
export async function resize(
  { width, height, data }: Frame,
  size: PlaneSize,
  method: Filter,
): Promise<Uint8Array> {
  await initResize(wasm)
  const image = { width, height, data: new Uint8ClampedArray(data), colorSpace: 'srgb' } as const
  const options = { ...size, method, premultiply: false, linearRGB: false, fitMethod: 'stretch' } as const
  return new Uint8Array((await resizeImage(image, options)).data.buffer)
}
