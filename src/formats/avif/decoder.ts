import avifDec from '@jsquash/avif/codec/dec/avif_dec.js'
import type { Header, HeifImage } from '../../picture/header.ts'
import { cutFrame, freedAfter, wholeFrame } from '../../picture/strips.ts'
import decoderWasm from '../../wasm/built/avif-decoder.wasm'
import { type CodecModule, codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { checkedFrame, type ForeignPicture } from '../../wasm/foreign.ts'
import { type Decoder, LOSSY_SPREAD } from '../codec.ts'
import { pixiMemory, withPixi } from './pixi.ts'
import { decodePlanes, planesMemory } from './planes.ts'

interface AvifDecoder {
  /** Does not apply `irot`, `imir` and `clap`. */
  decode(image: Uint8Array, depth: 8): ForeignPicture | null
}

// Measured on 2026-11-24 at 0.25 to 6 megapixels, 8 to 12 bits, 4:2:0 and 4:4:4, with and without alpha: libaom holds
// several frames with a border, of 16-bit samples beyond 8 bits, and a record of every symbol. Noise takes most.
const BASE = 6_000_000
const BORDER = 160
const FRAME_BYTES = { opaque: 18, alpha: 29 }
const DEEP_FACTOR = 1.34
const RECORD_BYTES = 40

function heapFor({ alpha, depth, ...header }: Header, size: number): number {
  const { width, height } = header.coded ?? header
  const padded = (width + BORDER) * (height + BORDER)
  const frames = padded * FRAME_BYTES[alpha ? 'alpha' : 'opaque'] * (depth > 8 ? DEEP_FACTOR : 1)
  return codecMemory(BASE + frames + size * RECORD_BYTES)
}

/** The image that is decoded to planes; others are decoded by libaom. */
const planarImage = ({ heif, sampling }: Header): HeifImage | undefined => sampling && heif

/** AVIF of 8 bits and 4:2:0 without alpha is decoded to planes, tile by tile; all else whole, to RGBA. */
export const decoder: Decoder = {
  needsWholeInput: true,
  eighths: [8],
  spread: () => LOSSY_SPREAD,
  memory(header, size) {
    const image = planarImage(header)
    if (image) {
      const { instance, kernel } = planesMemory(image, header, size)
      return instance + kernel + size
    }
    const { width, height } = header.coded ?? header
    return heapFor(header, size) + size + pixiMemory(size) + width * height * 4
  },
  kernelMemory(header, size) {
    const image = planarImage(header)
    return image ? planesMemory(image, header, size).kernel : 0
  },
  instance(header, size) {
    const image = planarImage(header)
    const bytes = image ? planesMemory(image, header, size).instance : heapFor(header, size)
    return { kind: 'large', bytes }
  },
  async decode(input, header, kernel) {
    const file = await input.readAll()
    const tiles = planarImage(header)
    if (tiles) return decodePlanes(file, tiles, header, kernel)
    const image = withPixi(file)
    const limit = heapFor(header, file.length)
    const picture = await withCodec(DECODER, limit, 'corrupt', ({ decode }) => decode(image, 8))
    const { coded } = header
    const decoded = checkedFrame(picture, coded ?? header)
    return freedAfter(coded ? cutFrame(decoded, coded, header) : wholeFrame(decoded), decoded)
  },
}

const DECODER: CodecModule<AvifDecoder> = { factory: avifDec, wasm: decoderWasm }
