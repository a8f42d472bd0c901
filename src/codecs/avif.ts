import avifDec from '@jsquash/avif/codec/dec/avif_dec.js'
import decoderWasm from '@jsquash/avif/codec/dec/avif_dec.wasm'
import type { Header } from '../probe/header.ts'
import { admit, type ForeignPicture } from './border.ts'
import type { Decoder } from './codec.ts'
import { heap, open } from './emscripten.ts'
import { wholeFrame } from './frame.ts'

interface AvifDecoder {
  /** Applies neither `irot` nor `imir` nor `clap`: the picture is as it is stored. */
  decode(image: Uint8Array, depth: 8): ForeignPicture | null
}

// Measured with gradients, noise, flat colour and photographs at 0.25 to 6 megapixels, 8 to 12 bits, 4:2:0 and 4:4:4,
// with and without alpha, on 2026-11-24: libaom holds several frames with a border, samples of 16 bits if they have
// more than 8, and, built with its accounting, a record of every symbol. Noise of the highest quality takes more.
const BASE = 6_000_000
const BORDER = 160
const HELD = { opaque: 18, alpha: 29 }
const DEEP = 1.34
const RECORDED = 40

function heapFor({ width, height, alpha, depth }: Header, size: number): number {
  const padded = (width + BORDER) * (height + BORDER)
  const frames = padded * HELD[alpha ? 'alpha' : 'opaque'] * (depth > 8 ? DEEP : 1)
  return heap(BASE + frames + size * RECORDED)
}

export const decoder: Decoder = {
  foreign: true,
  denominators: [1],
  memory: (header, size) => heapFor(header, size) + size + header.width * header.height * 4,
  async decode(input, header) {
    const image = await input.readAll()
    const codec = await open<AvifDecoder>(avifDec, decoderWasm, heapFor(header, image.length))
    const picture = codec.call('corrupt', ({ decode }) => decode(image, 8))
    return wholeFrame(admit(picture, header))
  },
}
