import sharp, { type Sharp } from 'sharp'
import type { Frame } from '../../src/codecs/codec.ts'

/** Gray, or gray and alpha, or RGB, or RGBA, as RGBA. */
function spread(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 4) return new Uint8Array(data)
  const colors = channels < 3 ? 1 : 3
  return Uint8Array.from({ length: (data.length / channels) * 4 }, (_, at) => {
    const [pixel, channel] = [(at >> 2) * channels, at & 3]
    if (channel === 3) return colors < channels ? (data[pixel + colors] ?? 0) : 255
    return data[pixel + (colors === 1 ? 0 : channel)] ?? 0
  })
}

/** What sharp makes of a picture, as RGBA. */
export async function render(image: Sharp): Promise<Frame> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: spread(data, info.channels) }
}

/** What an encoded image shows, by sharp. */
export const decoded = (file: Uint8Array): Promise<Frame> => render(sharp(file))

/** How sharp is to take the data of a frame. */
export const rawOf = ({ width, height }: Omit<Frame, 'data'>) =>
  ({ raw: { width, height, channels: 4 } }) as const
