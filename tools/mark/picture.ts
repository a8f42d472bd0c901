import sharp from 'sharp'
import { refuse } from '../../src/cli/command.ts'

/** RGBA pixels. */
export interface Rgba {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** Enough of a picture to read its mark; more would only take time. */
const MOST = 1600

const decode = (input: string | Buffer) =>
  sharp(input).rotate().ensureAlpha().raw().toBuffer({ resolveWithObject: true })

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
 * @throws Failure bad-parameter: it is none, or of a kind that sharp does not know
 */
export async function readPicture(input: string | Buffer): Promise<Rgba> {
  const { data, info } = await decode(input).catch(unreadable)
  const [width, height] = [Math.min(MOST, info.width), Math.min(MOST, info.height)]
  if (width === info.width && height === info.height) return { data, width, height }
  const [left, top] = [(info.width - width) >> 1, (info.height - height) >> 1]
  const rows = Array.from({ length: height }, (_, y) => {
    const at = ((top + y) * info.width + left) * 4
    return data.subarray(at, at + width * 4)
  })
  return { data: Buffer.concat(rows), width, height }
}
