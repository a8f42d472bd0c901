import type { Box } from '../../picture/size.ts'
import { type PartCounter, partCounter } from '../part-counter.ts'
import { CONTROL_BYTES, colorTableBytes, disposalOf, EXTENSION, GRAPHIC_CONTROL, IMAGE } from './blocks.ts'
import type { GifStream } from './stream.ts'

const APPLICATION = 0xff

/**
 * Identifiers for the application extensions that hold the repeat count. No standard defines them,
 * and both have the same content.
 */
const LOOPING = ['NETSCAPE2.0', 'ANIMEXTS1.0']
const LOOP_COUNT = 1

/**
 * Display time for an image without a graphic control extension, in hundredths of a second, as in
 * libvips.
 */
const DELAY = 10

/**
 * Maximum number of bytes that are read from an extension's sub-blocks, including their length
 * bytes.
 */
const HEAD = 17

/** Graphic control extension, which describes the image after it (GIF89a, 23). */
interface Control {
  readonly delay: number
  /**
   * Action after the image has been shown. 2 makes its box transparent. `isRestoring` tells which
   * values restore the previous content. Other values leave the image in place.
   */
  readonly disposal: number
  readonly transparent: number | undefined
}

/**
 * An image's descriptor, with the graphic control extension before it and the colors after it. The
 * image data follows.
 */
export interface NextImage extends Control {
  /**
   * Position and size of the image on the screen. Images after the first may extend beyond it.
   */
  readonly box: Box
  readonly interlaced: boolean
  /** The image's color table, local or global, three bytes for each color. */
  readonly colors: Uint8Array
  readonly codeSize: number
}

/** Reads a file's images one after the other. */
export interface ImageReader {
  /**
   * Number of repeats, from the last looping extension that was read; 0 repeats forever,
   * `undefined` if none was read. Chromium and sharp also use a file's last extension.
   */
  readonly repeats: number | undefined
  /**
   * Reads up to the next image's data. Returns `undefined` if there is no other image, or if the
   * file ends before its data.
   * @throws Failure corrupt: there are too many extensions
   */
  next(): Promise<NextImage | undefined>
}

/**
 * Opens a reader for a GIF's images. `input` must be at the first block, after the global color
 * table.
 * @param global the global color table, which images without a local one use; may be empty
 */
export function imageReader(input: GifStream, global: Uint8Array): ImageReader {
  const counter = partCounter('GIF: there are too many extensions')
  let repeats: number | undefined
  return {
    get repeats() {
      return repeats
    },
    async next() {
      counter.frame()
      const image = await nextImage(input, counter, (count) => {
        repeats = count
      })
      return image && (image.colors.length > 0 ? image : { ...image, colors: global })
    },
  }
}

async function nextImage(
  input: GifStream,
  counter: PartCounter,
  repeat: (count: number) => void,
): Promise<NextImage | undefined> {
  let control: Control = { delay: DELAY, disposal: 0, transparent: undefined }
  for (;;) {
    const kind = (await input.block(1))?.u8(0)
    if (kind === IMAGE) {
      const image = await readImage(input)
      return image && { ...image, ...control }
    }
    if (kind !== EXTENSION) return undefined
    counter.part()
    const label = (await input.block(1))?.u8(0)
    const content = subBlocks(await readHead(input))
    if (label === GRAPHIC_CONTROL) control = readControl(content) ?? control
    const repeats = label === APPLICATION ? readRepeats(content) : undefined
    if (repeats !== undefined) repeat(repeats)
  }
}

async function readImage(input: GifStream): Promise<Omit<NextImage, keyof Control> | undefined> {
  const descriptor = await input.block(9)
  if (!descriptor) return undefined
  const [x = 0, y = 0, width = 0, height = 0] = [0, 2, 4, 6].map(descriptor.u16le)
  const packed = descriptor.u8(8)
  const colors = await input.read(colorTableBytes(packed))
  const codeSize = (await input.block(1))?.u8(0)
  return codeSize === undefined
    ? undefined
    : { box: { x, y, width, height }, interlaced: (packed & 0x40) !== 0, colors, codeSize }
}

/** Reads a sub-block chain to its end, and returns its first bytes, at most `HEAD`. */
async function readHead(input: GifStream): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD)
  let filled = 0
  await input.chain((piece) => {
    const part = piece.subarray(0, HEAD - filled)
    head.set(part, filled)
    filled += part.length
  })
  return head.subarray(0, filled)
}

/** Returns the contents of the sub-blocks that the bytes contain completely. */
function subBlocks(head: Uint8Array): readonly Uint8Array[] {
  const content: Uint8Array[] = []
  for (let at = 0; ; ) {
    const length = head[at] ?? 0
    if (length === 0 || at + 1 + length > head.length) return content
    content.push(head.subarray(at + 1, at + 1 + length))
    at += 1 + length
  }
}

function readControl([bytes]: readonly Uint8Array[]): Control | undefined {
  if (bytes?.length !== CONTROL_BYTES) return undefined
  const [packed = 0, low = 0, high = 0, transparent = 0] = bytes
  const disposal = disposalOf(packed)
  return { delay: low | (high << 8), disposal, transparent: packed & 1 ? transparent : undefined }
}

function readRepeats([name, count]: readonly Uint8Array[]): number | undefined {
  if (!name || !LOOPING.includes(String.fromCharCode(...name))) return undefined
  const [id, low = 0, high = 0] = count ?? []
  return id === LOOP_COUNT && count?.length === 3 ? low | (high << 8) : undefined
}
