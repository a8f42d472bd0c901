import type { Box } from '../../picture/size.ts'
import { type PartCounter, partCounter } from '../part-counter.ts'
import { colourTableSize, EXTENSION, IMAGE } from './blocks.ts'
import type { GifStream } from './stream.ts'

const GRAPHIC_CONTROL = 0xf9
const APPLICATION = 0xff

/** The extensions that say how often an animation is shown, which no standard has; their content is the same. */
const LOOPING = ['NETSCAPE2.0', 'ANIMEXTS1.0']
const LOOP_COUNT = 1

/** Hundredths of a second that an image without a graphic control extension is shown, as in libvips. */
const DELAY = 10

/** Bytes of an extension that are looked at: its sub-blocks with their lengths. */
const HEAD = 17

/** What a graphic control extension says of the image that follows (GIF89a, 23). */
interface Control {
  readonly delay: number
  /** 2: its place becomes transparent; 3, which some writers call 4: what was there comes back; else it stays. */
  readonly disposal: number
  readonly transparent: number | undefined
}

/** An image up to its data. */
export interface NextImage extends Control {
  /** Where it lies on the screen, which it may exceed. */
  readonly box: Box
  readonly interlaced: boolean
  /** Its own colours, three bytes each; empty if it has none. */
  readonly colours: Uint8Array
  readonly codeSize: number
}

/** Reads the images of a file one after the other. */
export interface ImageReader {
  /**
   * Number of repeats of the animation, by the last extension that was read; 0 is for ever. `undefined` if none was read.
   * Chromium and sharp also take the last extension of a file.
   */
  readonly repeats: number | undefined
  /**
   * Reads up to the data of the next image; `undefined` if none follows, or the file ends before.
   * @throws Failure corrupt: there are too many extensions
   */
  next(): Promise<NextImage | undefined>
}

export function imageReader(input: GifStream): ImageReader {
  const counter = partCounter('GIF: there are too many extensions')
  let repeats: number | undefined
  return {
    get repeats() {
      return repeats
    },
    next() {
      counter.frame()
      return nextImage(input, counter, (count) => {
        repeats = count
      })
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
  const colours = await input.read(colourTableSize(packed))
  const codeSize = (await input.block(1))?.u8(0)
  return codeSize === undefined
    ? undefined
    : { box: { x, y, width, height }, interlaced: (packed & 0x40) !== 0, colours, codeSize }
}

/** The beginning of a chain of sub-blocks, all of which is passed. */
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

/** The sub-blocks that are whole. */
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
  if (bytes?.length !== 4) return undefined
  const [packed = 0, low = 0, high = 0, transparent = 0] = bytes
  const disposal = (packed >> 2) & 7
  return { delay: low | (high << 8), disposal, transparent: packed & 1 ? transparent : undefined }
}

function readRepeats([name, count]: readonly Uint8Array[]): number | undefined {
  if (!name || !LOOPING.includes(String.fromCharCode(...name))) return undefined
  const [id, low = 0, high = 0] = count ?? []
  return id === LOOP_COUNT && count?.length === 3 ? low | (high << 8) : undefined
}
