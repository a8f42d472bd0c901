import { Failure } from '../../../errors.ts'
import type { ByteSource } from '../../bytes/byte-source.ts'
import { join } from '../../bytes/join.ts'
import { readStart } from '../../bytes/reader.ts'
import type { CommonHeader } from '../../picture/header.ts'
import type { Pixels, Strip } from '../../picture/picture.ts'
import { type Kernel, kernelFailure, view } from '../../wasm/kernel.ts'
import { type Decoder, NO_SPREAD } from '../codec.ts'
import { withPages } from '../page.ts'
import { animation } from './animation.ts'
import { type FirstImage, readFirstImage } from './header.ts'
import { rowsMemory } from './memory.ts'
import { setPalette } from './palette.ts'

interface ImageHead {
  readonly image: FirstImage
  readonly colors: Uint8Array
  readonly codeSize: number
}

async function readHead(
  pieces: AsyncIterator<Uint8Array>,
): Promise<ImageHead & { readonly data: Uint8Array }> {
  let start = new Uint8Array(0)
  for (;;) {
    const { done = false, value } = await pieces.next()
    if (!done) start = join([start, value])
    const head = readStart(start, done, (input) => {
      const image = readFirstImage(input)
      return { image, codeSize: input.u8(image.dataAt) }
    })
    if (!head) continue
    const { table, dataAt } = head.image
    const colors = start.subarray(table.at, table.at + table.length)
    return { ...head, colors, data: start.subarray(dataAt + 1) }
  }
}

function open(kernel: Kernel, { image, colors, codeSize }: ImageHead, header: CommonHeader): void {
  const { screen, left, top, width, height, interlaced, transparent } = image
  if (screen.width !== header.width || screen.height !== header.height || interlaced !== header.progressive)
    throw new Failure('corrupt', 'GIF: the image data contradicts its header; upload the file again')
  const status = kernel.gifOpen({
    onto: 0,
    ...screen,
    x: left,
    y: top,
    imageWidth: width,
    imageHeight: height,
    interlaced: Number(interlaced),
    codeSize,
  })
  if (status < 0) throw new Failure('corrupt', 'GIF: the size of the image or of its codes is not valid')
  setPalette(kernel, colors, transparent)
}

function* rowCounts(kernel: Kernel, data: Uint8Array): Generator<number> {
  for (let at = 0; at < data.length; ) {
    const piece = data.subarray(at, at + kernel.gifCapacity())
    view(kernel, kernel.gifInput(), piece.length).set(piece)
    at += piece.length
    let rows = kernel.gifFeed(piece.length)
    for (; rows > 0; rows = kernel.gifFeed(0)) yield rows
    if (rows < 0) throw kernelFailure(rows, 'GIF')
  }
}

async function* readStrips(
  kernel: Kernel,
  pieces: AsyncIterator<Uint8Array>,
  first: Uint8Array,
  { width, height }: CommonHeader,
): AsyncGenerator<Strip> {
  const stride = width * 4
  let missing = height
  try {
    for (let data: Uint8Array | undefined = first; data; data = (await pieces.next()).value) {
      for (const count of rowCounts(kernel, data)) {
        yield { planes: [{ rows: view(kernel, kernel.gifRows(), count * stride), stride, count }] }
        missing -= count
        if (missing === 0) return
      }
    }
    throw new Failure('corrupt', 'GIF: the file ends before the image does')
  } finally {
    await pieces.return?.()
  }
}

async function decode(input: ByteSource, header: CommonHeader, kernel: Kernel): Promise<Pixels> {
  const pieces = input.chunks()[Symbol.asyncIterator]()
  try {
    const head = await readHead(pieces)
    open(kernel, head, header)
    const { width, height } = header
    return {
      layout: 'rgba',
      inverted: false,
      planes: [{ width, height, density: [1, 1] }],
      strips: readStrips(kernel, pieces, head.data, header),
    }
  } catch (error) {
    await pieces.return?.()
    throw error
  }
}

/**
 * Decodes the first image of a GIF on its screen. The screen is transparent outside the image. Rows
 * are decoded while the bytes arrive, except in an interlaced image. Bytes after the image are
 * ignored.
 */
const still: Decoder = {
  needsWholeInput: false,
  decodeScales: [8],
  memory: (header) => rowsMemory(header, header.progressive),
  spread: () => NO_SPREAD,
  decode,
}

/** The GIF decoder, including animations. */
export const decoder: Decoder = withPages(still, animation)
