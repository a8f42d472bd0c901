import avifDec from '@jsquash/avif/codec/dec/avif_dec.js'
import decoderWasm from '@jsquash/avif/codec/dec/avif_dec.wasm'
import type { Header } from '../probe/header.ts'
import { admit, type ForeignPicture } from './border.ts'
import type { Decoder } from './codec.ts'
import { heap, open } from './emscripten.ts'
import { wholeFrame } from './frame.ts'

interface AvifDecoder {
  decode(image: Uint8Array, depth: 8): ForeignPicture | null
}

// Measured on 2026-11-24 with libavif's own planes, 8 to 12 bits, with and without alpha: bytes a padded pixel.
const BASE = 6_000_000
const BORDER = 160

function heapOf({ width, height, alpha, depth }: Header, size: number): number {
  const padded = (width + BORDER) * (height + BORDER)
  return heap(BASE + size * 40 + padded * (alpha ? 29 : 18) * (depth > 8 ? 1.34 : 1))
}

export const decoder: Decoder = {
  foreign: true,
  denominators: [1],
  memory: (header, size) => heapOf(header, size) + size + header.width * header.height * 4,
  async decode(input, header) {
    const image = await input.readAll()
    const codec = await open<AvifDecoder>(avifDec, decoderWasm, heapOf(header, image.length))
    return wholeFrame(
      admit(
        codec.call('corrupt', ({ decode }) => decode(image, 8)),
        header,
      ),
    )
  },
}
