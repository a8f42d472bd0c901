import avifDec from '@jsquash/avif/codec/dec/avif_dec.js'
import { releaseBuffer } from '../../bytes/release.ts'
import type { Chroma } from '../../picture/header.ts'
import type { Frame, Pixels } from '../../picture/picture.ts'
import { cutFrame, freedAfter, wholeFrame } from '../../picture/strips.ts'
import decoderWasm from '../../wasm/built/avif-decoder.wasm'
import { type CodecModule, codecMemory, withCodec } from '../../wasm/emscripten.ts'
import { checkedFrame, type ForeignPicture } from '../../wasm/foreign.ts'
import { type Decoder, LOSSY_SPREAD } from '../codec.ts'
import type { HeifHeader, HeifImage } from '../heif/heif-image.ts'
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
  /** Decodes an image. `irot`, `imir` and `clap` are not applied. */
  decode(image: Uint8Array, depth: 8): ForeignPicture | null
}

// libaom's memory, measured on 2026-11-29 at 0.2 to 6 megapixels and 8 to 12 bits, in every chroma
// format, with and without alpha, loop restoration, film grain and layers. libaom holds frames with
// a border, a record for each block, and the RGBA picture. Above 8 bits, frames have 16-bit
// samples. The alpha plane has a second decoder with its own memory.
const BASE_BYTES = { opaque: 9_200_000, alpha: 12_200_000 }
const BORDER = 160
const PIXEL_BYTES = { opaque: 10.4, alpha: 16.4 }
/**
 * Number of frames that libaom holds: the decoded frame, a restored frame, and one with film grain
 * or from another layer.
 */
const FRAMES = 3.2
/**
 * Number of samples that libaom stores for each pixel. It stores chroma planes for gray pictures,
 * too.
 */
const SAMPLES: Readonly<Record<Chroma, number>> = { '4:0:0': 1.5, '4:2:0': 1.5, '4:2:2': 2, '4:4:4': 3 }
/**
 * Number of times that libavif holds a file's data: `CODED_COPIES` for the data that is decoded,
 * and at most `FILE_COPIES` for all other data. libavif copies other pictures' data twice, EXIF
 * three times, and a color profile six times.
 */
const CODED_COPIES = 2.2
const FILE_COPIES = 6

/**
 * Returns the length in bytes of the coded data that is decoded, in a file with `byteLength` bytes.
 * With alpha, or if the tiles are unknown, the whole file's length counts.
 */
function codedBytes({ alpha, heif }: HeifHeader, byteLength: number): number {
  if (alpha || !heif) return byteLength
  return Math.min(
    byteLength,
    heif.tiles.reduce((sum, { extents }) => sum + lengthOf(extents), 0),
  )
}

function heapFor(header: HeifHeader, byteLength: number): number {
  const kind = header.alpha ? 'alpha' : 'opaque'
  const { width, height } = header.coded ?? header
  const padded = (width + BORDER) * (height + BORDER)
  const samples = SAMPLES[header.heif?.chroma ?? '4:4:4'] + (header.alpha ? SAMPLES['4:0:0'] : 0)
  const frames = padded * FRAMES * samples * (header.depth > 8 ? 2 : 1)
  const coded = codedBytes(header, byteLength)
  const data = coded * CODED_COPIES + (byteLength - coded) * FILE_COPIES
  return codecMemory(BASE_BYTES[kind] + padded * PIXEL_BYTES[kind] + frames + data)
}

/**
 * Returns a header's HEIF image if our code decodes it to planes; `undefined` if libaom decodes it
 * to RGBA, or if the image is gray.
 */
const planarImage = ({ heif, sampling, components }: HeifHeader): HeifImage | undefined =>
  sampling && components === 3 ? heif : undefined

/**
 * Returns the file in the form that libavif accepts. If the form differs from the original, the
 * result is a copy, because other readers may still read the original bytes.
 */
function preparedFor({ coded, heif }: HeifHeader, file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const image = asStill(withPixi(file, heif?.item), file)
  if (!coded) return image
  const changed = image === file ? file.slice() : image
  removeTransforms(changed, AVIF)
  return changed
}

/**
 * Converts an RGBA frame with gray pixels to a gray picture. Its levels overwrite the RGBA pixels
 * in place.
 */
function grayFrame({ width, height, data }: Frame): Pixels {
  const rows = data.subarray(0, width * height)
  for (let at = 1; at < rows.length; at++) rows[at] = data[4 * at] ?? 0
  async function* strips() {
    yield { planes: [{ rows, stride: width, count: height }] }
  }
  return { layout: 'gray', inverted: false, planes: [{ width, height, density: [1, 1] }], strips: strips() }
}

/**
 * AVIF decoder. Images with 8 bits and 4:2:0 without alpha are decoded to planes, tile by tile.
 * libaom decodes all other images at once, to RGBA.
 */
export const decoder: Decoder<HeifHeader> = {
  needsWholeInput: true,
  decodeScales: [8],
  spread: () => LOSSY_SPREAD,
  memory(header, byteLength) {
    const image = planarImage(header)
    if (image) {
      const { instance, kernel } = planesMemory(image, header, byteLength)
      return instance + kernel + byteLength
    }
    const { width, height } = header.coded ?? header
    return (
      heapFor(header, byteLength) +
      byteLength +
      pixiMemory(byteLength, header.heif?.metaBytes) +
      width * height * 4
    )
  },
  kernelMemory(header, byteLength) {
    const image = planarImage(header)
    return image ? planesMemory(image, header, byteLength).kernel : 0
  },
  instance(header, byteLength) {
    const image = planarImage(header)
    if (!image) return { kind: 'large', bytes: heapFor(header, byteLength) }
    const { instance, movable } = planesMemory(image, header, byteLength)
    return { kind: 'large', bytes: instance, movable }
  },
  async decode(input, header, kernel) {
    const file = await input.readAll()
    const tiles = planarImage(header)
    if (tiles) return decodePlanes(file, tiles, header, kernel)
    const image = preparedFor(header, file)
    // Check the changed bytes, which libavif reads, and not the original ones. An item may overlap
    // the bytes that have just been changed, so its content may differ from the original.
    assertAssociations(image)
    assertFewFrames(image, header.heif?.item)
    assertMatrix(image, header.heif?.item)
    const limit = heapFor(header, file.length)
    const decoding = withCodec(AVIF_DECODER, limit, 'corrupt', ({ decode }) => decode(image, 8), kernel)
    const picture = await decoding.finally(() => image !== file && releaseBuffer(image))
    const { coded, sampling } = header
    const decoded = checkedFrame(picture, coded ?? header)
    if (sampling) return freedAfter(grayFrame(decoded), decoded)
    return freedAfter(coded ? cutFrame(decoded, coded, header) : wholeFrame(decoded), decoded)
  },
}

/** libavif's decoder, with the imports of @jsquash/avif 2.1.1. */
export const AVIF_DECODER: CodecModule<AvifDecoder> = {
  factory: avifDec,
  wasm: decoderWasm,
  values: { lookUp: 'E', names: ['Uint8ClampedArray', 'ImageData'], unused: ['A', 'B', 'h', 'z'] },
}
