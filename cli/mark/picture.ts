import sharp from 'sharp'
import { refuse } from '../command.ts'

/** RGBA pixels. */
export interface Rgba {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** Enough of a picture to read its mark; more would only take time. */
const MAX_SIDE = 1600

interface Size {
  readonly width: number
  readonly height: number
}

/** The size of a picture, upright. @throws Failure as `readPicture` */
export async function sizeOf(input: string | Buffer): Promise<Size> {
  const { autoOrient } = await sharp(input).metadata().catch(unreadable)
  return autoOrient
}

const wholeSize = ({ width, height }: Size, share: number): Size => ({
  width: Math.max(1, Math.round(width * share)),
  height: Math.max(1, Math.round(height * share)),
})

/** The size of what `readPicture` decodes of a picture. */
export function sizeAt(size: Size, share: number): Size {
  const { width, height } = wholeSize(size, share)
  return { width: Math.min(MAX_SIDE, width), height: Math.min(MAX_SIDE, height) }
}

async function decode(input: string | Buffer, share: number) {
  const upright = sharp(input).rotate()
  const image =
    share < 1 ? upright.resize({ ...wholeSize(await sizeOf(input), share), fit: 'fill' }) : upright
  return image.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
}

/** Messages of sharp go on with the file, or with those of a library. */
function unreadable(error: unknown): never {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/: \/|\n/)
  const hint = /is missing|pixel limit/.test(reason)
    ? ''
    : '; save what is no JPEG, PNG, WebP or AVIF as PNG first'
  return refuse(`sharp cannot read it: ${reason}${hint}`)
}

/**
 * Decodes a picture upright; of a large one the middle.
 * @param share of its sides to which it is reduced first
 * @throws Failure bad-parameter: it is none, or of a kind that sharp does not know
 */
export async function readPicture(input: string | Buffer, share = 1): Promise<Rgba> {
  const { data, info } = await decode(input, share).catch(unreadable)
  const { width, height } = sizeAt(info, 1)
  if (width === info.width && height === info.height) return { data, width, height }
  const [left, top] = [(info.width - width) >> 1, (info.height - height) >> 1]
  const rows = Array.from({ length: height }, (_, y) => {
    const at = ((top + y) * info.width + left) * 4
    return data.subarray(at, at + width * 4)
  })
  return { data: Buffer.concat(rows), width, height }
}
