import type Sharp from 'sharp'
import { refuse } from '../command.ts'

/** A picture as RGBA pixels. */
export interface Rgba {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/**
 * Maximum width and height in pixels of the picture part that is searched for a mark. Such a part
 * is enough to read a mark, and a larger part would only take more time.
 */
const MAX_SIDE = 1600

/**
 * Loads sharp, which decodes the pictures. It is not a dependency of the package, because only this
 * command needs it. wrangler brings one.
 * @throws Failure bad-parameter: sharp is not installed, or not for this platform
 */
async function loadSharp(): Promise<typeof Sharp> {
  try {
    return (await import('sharp')).default
  } catch (error) {
    const [reason = ''] = String(Object(error).message).split(/ imported from |\n/)
    return refuse(`mark needs sharp, which does not load: ${reason}; npm install -D sharp`)
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Returns a picture's size after its orientation is applied.
 * @throws Failure as in `readPicture`
 */
export async function sizeOf(input: string | Buffer): Promise<Size> {
  const sharp = await loadSharp()
  const { autoOrient } = await sharp(input).metadata().catch(unreadable)
  return autoOrient
}

const wholeSize = ({ width, height }: Size, share: number): Size => ({
  width: Math.max(1, Math.round(width * share)),
  height: Math.max(1, Math.round(height * share)),
})

/** Returns the width and height of the part that `readPicture` returns. */
export function sizeAt(size: Size, share: number): Size {
  const { width, height } = wholeSize(size, share)
  return { width: Math.min(MAX_SIDE, width), height: Math.min(MAX_SIDE, height) }
}

async function decode(input: string | Buffer, share: number) {
  const sharp = await loadSharp()
  const upright = sharp(input).rotate()
  const image =
    share < 1 ? upright.resize({ ...wholeSize(await sizeOf(input), share), fit: 'fill' }) : upright
  return image.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
}

/**
 * Throws the failure for a file that sharp cannot read. Only the first part of sharp's message is
 * shown, because file paths or library messages follow in it.
 */
function unreadable(error: unknown): never {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/: \/|\n/)
  const hint = /is missing|pixel limit/.test(reason)
    ? ''
    : '; save what is no JPEG, PNG, WebP or AVIF as PNG first'
  return refuse(`sharp cannot read it: ${reason}${hint}`)
}

/**
 * Decodes a picture and applies its orientation. Only the middle of a large picture is returned.
 * @param share factor, at most 1, by which the width and height are multiplied first
 * @throws Failure bad-parameter: the file is not a picture, or has a format that sharp cannot read
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
