import { join } from '../../bytes/join.ts'
import { Failure } from '../../errors.ts'
import type { Frame } from '../../picture/picture.ts'
import type { PngWriterKernel } from '../../wasm/png-kernel.ts'
import { GRAY, RGB, SIGNATURE, writeChunk } from './chunks.ts'
import { deflate } from './zlib.ts'

export interface PngSettings {
  /** 0, stored, to 9, smallest; by default 3. */
  readonly compression?: number | undefined
  /** Whether the best filter is chosen for each row. */
  readonly adaptive?: boolean | undefined
  /** Whether any pixel may be transparent; if not, alpha is not written. */
  readonly alpha: boolean
}

const DEFAULT_COMPRESSION = 3
/** Colour types by their number of channels (PNG 11.2.1). */
const COLOUR_TYPES = { 1: GRAY, 3: RGB, 4: 6 } as const
/** The fixed filter that made photographs smallest; without one they were a fifth larger, with Up a twentieth. */
const PAETH = 4
const ADAPTIVE = 5
const BAND_BYTES = 65_536

/**
 * Encodes a PNG of 8 bits a sample: gray where an opaque frame has no other colours, RGB where it is opaque, else RGBA. It
 * holds the compressed bytes and one band of rows.
 *
 * @param frame read in place where its pixels are in the kernel's memory
 * @param kernel an instance that encodes no other PNG; its memory may grow
 */
export async function writePng(
  frame: Frame,
  { compression = DEFAULT_COMPRESSION, adaptive = false, alpha }: PngSettings,
  kernel: PngWriterKernel,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = frame
  const channels = alpha ? 4 : isGray(frame.data) ? 1 : 3
  const rows = filteredRows(frame, channels, adaptive ? ADAPTIVE : PAETH, kernel)
  const parts = [
    Uint8Array.from(SIGNATURE, (c) => c.charCodeAt(0)),
    ...writeChunk('IHDR', header(width, height, COLOUR_TYPES[channels])),
  ]
  for await (const data of deflate(rows, compression)) parts.push(...writeChunk('IDAT', data))
  parts.push(...writeChunk('IEND', new Uint8Array(0)))
  return join(parts)
}

function isGray(rgba: Uint8Array): boolean {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false
  }
  return true
}

/** Each band is valid until the next one is requested. */
function* filteredRows(
  { width, height, data }: Frame,
  channels: number,
  filter: number,
  kernel: PngWriterKernel,
): Generator<Uint8Array, void> {
  // Compared before the memory grows, which detaches the frame from it.
  const resident = data.buffer === kernel.memory.buffer ? data.byteOffset : undefined
  if (kernel.pngEncodeOpen(width, channels, filter) < 0)
    throw new Failure('internal', undefined, 'PNG: the kernel refuses the width')

  function rowAddress(from: number): number {
    if (resident !== undefined) return resident + from
    const address = kernel.pngEncodeInput()
    new Uint8Array(kernel.memory.buffer, address, width * 4).set(data.subarray(from, from + width * 4))
    return address
  }

  const length = 1 + width * channels
  const band = new Uint8Array(length * Math.max(1, Math.floor(BAND_BYTES / length)))
  let filled = 0
  for (let y = 0; y < height; y++) {
    const row = kernel.pngEncodeRow(rowAddress(y * width * 4))
    band.set(new Uint8Array(kernel.memory.buffer, row, length), filled)
    filled += length
    if (filled === band.length) {
      yield band
      filled = 0
    }
  }
  if (filled > 0) yield band.subarray(0, filled)
}

/** Body of IHDR (PNG 11.2.1), not interlaced. */
function header(width: number, height: number, colourType: number): Uint8Array {
  const body = new DataView(new ArrayBuffer(13))
  body.setUint32(0, width)
  body.setUint32(4, height)
  body.setUint8(8, 8)
  body.setUint8(9, colourType)
  return new Uint8Array(body.buffer)
}
