import type { Frame } from '../codecs/codec.ts'
import type { Color } from '../color.ts'

/** `frame` laid over an opaque colour, in place: out = colour + (pixel − colour) · alpha, rounded. */
export function flatten(frame: Frame, { r, g, b }: Color): Frame {
  const { data } = frame
  const over = [r, g, b]
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 0
    if (alpha === 255) continue
    for (let channel = 0; channel < 3; channel++) {
      const under = over[channel] ?? 0
      data[at + channel] = Math.round(under + (((data[at + channel] ?? 0) - under) * alpha) / 255)
    }
    data[at + 3] = 255
  }
  return frame
}
