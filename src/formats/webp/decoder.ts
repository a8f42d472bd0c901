import webpDec from '@jsquash/webp/codec/dec/webp_dec.js'
import { openReader } from '../../bytes/reader.ts'
import type { Size } from '../../picture/size.ts'
import { freedAfter, onCanvas, wholeFrame } from '../../picture/strips.ts'
import decoderWasm from '../../wasm/built/webp-decoder.wasm'
import { type CodecModule, codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { checkedFrame, type ForeignPicture } from '../../wasm/foreign.ts'
import { type Decoder, LOSSY_SPREAD } from '../codec.ts'
import { readFirstFrame } from './frame.ts'

interface WebpDecoder {
  decode(image: Uint8Array): ForeignPicture | null
}

const DECODER: CodecModule<WebpDecoder> = { factory: webpDec, wasm: decoderWasm }

// Measured on 2026-11-24 at 0.25 to 6 megapixels, lossy and lossless, with and without alpha: libwebp holds its input
// twice, and two RGBA images where the file is lossless, which the header does not say.
const DECODER_BASE = 1_048_576
const DECODER_PIXEL_BYTES = 8.1

function decoderHeap({ width, height }: Size, size: number): number {
  return codecMemory(DECODER_BASE + size * 2.4, DECODER_PIXEL_BYTES * width * height)
}

/** Decodes of an animation the first frame, on a canvas that is transparent elsewhere. */
export const decoder: Decoder = {
  needsWholeInput: true,
  eighths: [8],
  spread: () => LOSSY_SPREAD,
  memory: (header, size) => decoderHeap(header, size) + size + (header.height + 1) * header.width * 4,
  instance: (header, size) => ({ kind: 'large', bytes: decoderHeap(header, size) }),
  async decode(input, header) {
    const file = await input.readAll()
    const frame = readFirstFrame(openReader(file, true))
    // libwebp decodes the chunks of a frame as a file of their own.
    const image = frame ? file.subarray(frame.at, frame.end) : file
    const limit = decoderHeap(frame ?? header, file.length)
    const picture = await withCodec(DECODER, limit, 'corrupt', ({ decode }) => decode(image))
    const decoded = checkedFrame(picture, frame ?? header)
    return freedAfter(frame ? onCanvas(decoded, frame, header) : wholeFrame(decoded), decoded)
  },
}
