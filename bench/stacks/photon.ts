import { PhotonImage, resize, SamplingFilter } from '@cf-wasm/photon/node'
import type { Stack } from './stack.ts'

/** Photon's build for Workers. */
export const photon: Stack = {
  light: 'encoded',
  settings: ({ format }) =>
    format === 'webp' ? 'Lanczos3; lossless, all that it writes' : 'Lanczos3; its defaults',
  async run(input, { width, height, format, quality }) {
    const image = PhotonImage.new_from_byteslice(await input.readAll())
    const resized = resize(image, width, height, SamplingFilter.Lanczos3)
    image.free()
    const output = format === 'webp' ? resized.get_bytes_webp() : resized.get_bytes_jpeg(quality)
    resized.free()
    return output
  },
}
