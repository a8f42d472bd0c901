import sharp from 'sharp'

/** RGBA pixels. */
export interface Rgba {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** Enough of a picture to read its mark; more would only take time. */
const MOST = 1600

/** Decodes a picture upright; of a large one the middle. */
export async function readPicture(input: string | Buffer): Promise<Rgba> {
  const { data, info } = await sharp(input).rotate().ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const [width, height] = [Math.min(MOST, info.width), Math.min(MOST, info.height)]
  if (width === info.width && height === info.height) return { data, width, height }
  const [left, top] = [(info.width - width) >> 1, (info.height - height) >> 1]
  const rows = Array.from({ length: height }, (_, y) => {
    const at = ((top + y) * info.width + left) * 4
    return data.subarray(at, at + width * 4)
  })
  return { data: Buffer.concat(rows), width, height }
}
