import { join, le16 } from '../bytes/image-writers.ts'
import { type GifImage, lzw, subBlocks } from './writer.ts'

/** An image of an animation (GIF89a, sections 20 and 23). */
export interface AnimatedImage extends Omit<GifImage, 'transparent'> {
  readonly transparent?: number | undefined
  /** Delay in hundredths of a second. */
  readonly delay?: number | undefined
  /** Disposal method, which is applied to the image's area before the next image. */
  readonly disposal?: number
  /**
   * Loop count of an application extension that precedes the image. The file may contain another
   * loop count.
   */
  readonly loops?: number
}

export interface AnimatedGif {
  readonly width: number
  readonly height: number
  readonly palette?: GifImage['palette'] | undefined
  /** Palette index of the screen's background color. */
  readonly background?: number
  /** Loop count of a NETSCAPE2.0 or ANIMEXTS1.0 extension. */
  readonly loops?: number | undefined
  readonly application?: 'NETSCAPE2.0' | 'ANIMEXTS1.0'
  /** Loop count of an extension after all images. */
  readonly lastLoops?: number | undefined
  readonly images: readonly AnimatedImage[]
}

function table(colors: GifImage['palette'] | undefined) {
  if (!colors) return { bits: 0, bytes: new Uint8Array(0) }
  const size = Math.max(1, Math.ceil(Math.log2(colors.length)))
  const bytes = new Uint8Array(3 << size)
  bytes.set(colors.flat())
  return { bits: 0x80 | (size - 1), bytes }
}

/** Reorders interlaced rows (GIF89a, appendix E). */
function storedRows({ height, interlaced = false }: AnimatedImage): number[] {
  const rows = Array.from({ length: height }, (_, row) => row)
  if (!interlaced) return rows
  const of = (step: number, first: number) => rows.filter((row) => row % step === first)
  return [...of(8, 0), ...of(8, 4), ...of(4, 2), ...of(2, 1)]
}

function writeImage(image: AnimatedImage, shared: GifImage['palette'] | undefined): Uint8Array {
  const { width, height, left = 0, top = 0, interlaced = false, transparent, delay, disposal } = image
  const colors = image.palette?.length ?? shared?.length ?? 2
  const { codeSize = Math.max(2, Math.ceil(Math.log2(colors))) } = image
  const rows = storedRows(image).map((row) => image.indices.subarray(row * width, (row + 1) * width))
  const { bits, bytes } = table(image.palette)
  const flags = ((disposal ?? 0) << 2) | Number(transparent !== undefined)
  const controlled = transparent !== undefined || delay !== undefined || disposal !== undefined
  return join(
    controlled ? join(0x21, 0xf9, 4, flags, le16(delay ?? 0), transparent ?? 0, 0) : [],
    join(0x2c, le16(left), le16(top), le16(width), le16(height), bits | (interlaced ? 0x40 : 0)),
    bytes,
    codeSize,
    subBlocks(lzw(join(...rows), codeSize, image), image.block),
  )
}

const looping = (loops: number | undefined, application = 'NETSCAPE2.0') =>
  loops === undefined ? [] : join(0x21, 0xff, 11, application, 3, 1, le16(loops), 0)

export function writeAnimatedGif(file: AnimatedGif): Uint8Array<ArrayBuffer> {
  const { width, height, palette, background = 0, loops, application } = file
  const { bits, bytes } = table(palette)
  return join(
    'GIF89a',
    join(le16(width), le16(height), bits, background, 0, bytes),
    looping(loops, application),
    ...file.images.flatMap((image) => [looping(image.loops), writeImage(image, palette)]),
    looping(file.lastLoops),
    0x3b,
  )
}
