import sharp from 'sharp'

const WIDTH = 80
const HEIGHT = 60

/** Returns RGB pixels with two gradients. Every frame has another blue. */
function pixels(frames = 1): Buffer {
  const rows = Array.from({ length: HEIGHT * frames }, (_, y) =>
    Array.from({ length: WIDTH }, (_, x) => [x * 3, (y % HEIGHT) * 4, Math.floor(y / HEIGHT) * 90]),
  )
  return Buffer.from(rows.flat(2))
}

const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const

/** A picture with 80 × 60 pixels. */
export const picture = (format: 'jpeg' | 'png' | 'webp' | 'avif'): Promise<Buffer> =>
  sharp(pixels(), { raw }).toFormat(format).toBuffer()

/** A two-frame animation with 80 × 60 pixels. */
export const animation = (format: 'gif' | 'webp'): Promise<Buffer> =>
  sharp(pixels(2), { raw: { ...raw, height: 2 * HEIGHT, pageHeight: HEIGHT } })
    .toFormat(format)
    .toBuffer()

/** Describes an image, for example `webp 40x30` or `webp 40x30, 2 frames`. */
export async function describeImage(bytes: Uint8Array): Promise<string> {
  const {
    format,
    mediaType,
    width,
    height,
    pageHeight,
    pages = 1,
  } = await sharp(bytes, {
    pages: -1,
  }).metadata()
  const name = mediaType === 'image/avif' ? 'avif' : format
  return `${name} ${width}x${pageHeight ?? height}${pages > 1 ? `, ${pages} frames` : ''}`
}
