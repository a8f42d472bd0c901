import sharp, { type Sharp } from 'sharp'
import type { Frame } from '../../../src/engine/picture/picture.ts'

function spread(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 4) return new Uint8Array(data)
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  const opaque = channels % 2 === 1
  const rgba = new Uint8Array((data.length / channels) * 4)
  for (let from = 0, to = 0; from < data.length; from += channels, to += 4) {
    rgba[to] = data[from] ?? 0
    rgba[to + 1] = data[from + green] ?? 0
    rgba[to + 2] = data[from + blue] ?? 0
    rgba[to + 3] = opaque ? 255 : (data[from + channels - 1] ?? 0)
  }
  return rgba
}

/** Runs a pipeline of sharp and returns RGBA. */
export async function render(image: Sharp): Promise<Frame> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: spread(data, info.channels) }
}

/** Decodes an image with sharp and returns RGBA. */
export const decoded = (file: Uint8Array): Promise<Frame> => render(sharp(file))

/** Returns sharp's description of a frame's raw data. */
export const rawOf = ({ width, height }: Omit<Frame, 'data'>) =>
  ({ raw: { width, height, channels: 4 } }) as const
