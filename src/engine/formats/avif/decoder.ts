import avifDec from '@jsquash/avif/codec/dec/avif_dec.js'
import type { Chroma, Header, HeifImage } from '../../picture/header.ts'
import type { Frame, Pixels } from '../../picture/picture.ts'
import { cutFrame, freedAfter, wholeFrame } from '../../picture/strips.ts'
import decoderWasm from '../../wasm/built/avif-decoder.wasm'
import { type CodecModule, codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { checkedFrame, type ForeignPicture } from '../../wasm/foreign.ts'
import { type Decoder, LOSSY_SPREAD } from '../codec.ts'
import { lengthOf } from '../heif/locations.ts'
import { removeTransforms } from '../heif/without-transforms.ts'
import { asStill } from './as-still.ts'
import { assertAssociations } from './associations.ts'
import { AVIF } from './av1-configuration.ts'
import { assertFewFrames } from './frame-count.ts'
import { assertMatrix } from './matrix.ts'
import { pixiMemory, withPixi } from './pixi.ts'
import { decodePlanes, planesMemory } from './planes.ts'

interface AvifDecoder {
  /** Does not apply `irot`, `imir` and `clap`. */
  decode(image: Uint8Array, depth: 8): ForeignPicture | null
}

// Measured on 2026-11-29 at 0.2 to 6 megapixels, 8 to 12 bits, all chroma, with and without alpha, restoration, film grain and
// layers: libaom holds frames with a border, of 16-bit samples beyond 8 bits, beside a record of each block and the RGBA
// picture. Alpha has a decoder of its own.
const BASE = { opaque: 9_200_000, alpha: 12_200_000 }
const BORDER = 160
const PIXEL_BYTES = { opaque: 10.4, alpha: 16.4 }
/** A frame, one that is restored, and one with film grain or of another layer. */
const FRAMES = 3.2
/** Samples of a pixel; gray is stored with chroma. */
const SAMPLES: Readonly<Record<Chroma, number>> = { '4:0:0': 1.5, '4:2:0': 1.5, '4:2:2': 2, '4:4:4': 3 }
/** Copies of the data: of what is decoded, and of what is not, two of other pictures, three of EXIF, six of a profile. */
const CODED_COPIES = 2.2
const FILE_COPIES = 6

/** Bytes of a file of `size` that are decoded. */
function codedBytes({ alpha, heif }: Header, size: number): number {
  if (alpha || !heif) return size
  return Math.min(
    size,
    heif.tiles.reduce((sum, { extents }) => sum + lengthOf(extents), 0),
  )
}

function heapFor(header: Header, size: number): number {
  const kind = header.alpha ? 'alpha' : 'opaque'
  const { width, height } = header.coded ?? header
  const padded = (width + BORDER) * (height + BORDER)
  const samples = SAMPLES[header.heif?.chroma ?? '4:4:4'] + (header.alpha ? SAMPLES['4:0:0'] : 0)
  const frames = padded * FRAMES * samples * (header.depth > 8 ? 2 : 1)
  const coded = codedBytes(header, size)
  const data = coded * CODED_COPIES + (size - coded) * FILE_COPIES
  return codecMemory(BASE[kind] + padded * PIXEL_BYTES[kind] + frames + data)
}

/** The image that is decoded to planes; others are decoded by libaom. */
const planarImage = ({ heif, sampling, components }: Header): HeifImage | undefined =>
  sampling && components === 3 ? heif : undefined

/** The file as libavif takes it: a copy where something is changed, since the source may still be read. */
function preparedFor({ coded, heif }: Header, file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const image = asStill(withPixi(file, heif?.item), file)
  if (!coded) return image
  const changed = image === file ? file.slice() : image
  removeTransforms(changed, AVIF)
  return changed
}

/** The levels of a gray picture, in place of its pixels. */
function grayFrame({ width, height, data }: Frame): Pixels {
  const rows = data.subarray(0, width * height)
  for (let at = 1; at < rows.length; at++) rows[at] = data[4 * at] ?? 0
  async function* strips() {
    yield { planes: [{ rows, stride: width, count: height }] }
  }
  return { layout: 'gray', inverted: false, planes: [{ width, height, density: [1, 1] }], strips: strips() }
}

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
    const image = preparedFor(header, file)
    // The bytes that libavif reads: an item may lie over what has just changed.
    assertAssociations(image)
    assertFewFrames(image, header.heif?.item)
    assertMatrix(image, header.heif?.item)
    const limit = heapFor(header, file.length)
    const picture = await withCodec(DECODER, limit, 'corrupt', ({ decode }) => decode(image, 8))
    const { coded, sampling } = header
    const decoded = checkedFrame(picture, coded ?? header)
    if (sampling) return freedAfter(grayFrame(decoded), decoded)
    return freedAfter(coded ? cutFrame(decoded, coded, header) : wholeFrame(decoded), decoded)
  },
}

const DECODER: CodecModule<AvifDecoder> = { factory: avifDec, wasm: decoderWasm }
