import { crc32 } from 'node:zlib'
import wasm from '@jsquash/png/codec/pkg/squoosh_png_bg.wasm'
import { Failure } from '../errors.ts'
import type { Header } from '../probe/header.ts'
import { type BindgenExports, callForBytes, copyIn, instantiate } from './bindgen.ts'
import { admit, type ForeignPicture, guarded } from './border.ts'
import type { Decoder, Encoder } from './codec.ts'
import { wholeFrame } from './frame.ts'

interface PngExports extends BindgenExports {
  /** Gives the picture to the import `newwithownedu8clampedarrayandsh`, the constructor of `ImageData`. */
  decode(image: number, length: number): number
  encode(result: number, rgba: number, length: number, width: number, height: number, depth: number): void
}

const SIGNATURE_LENGTH = 8

/**
 * Checks what the decoder is built to overlook: that every chunk up to IEND is there, and the checksums of those that
 * make up the picture: the critical ones (PNG 5.4: an upper-case first letter) and transparency.
 */
function assertWhole(image: Uint8Array): void {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength)
  for (let at = SIGNATURE_LENGTH; ; ) {
    const end = at + 12 <= image.length ? at + 12 + view.getUint32(at) : Number.POSITIVE_INFINITY
    if (end > image.length) throw new Failure('corrupt', 'PNG: the file ends before the image does')
    const type = String.fromCharCode(...image.subarray(at + 4, at + 8))
    const matters = type < 'a' || type === 'tRNS'
    if (matters && crc32(image.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new Failure('corrupt', `PNG: the checksum of ${type} is wrong`)
    }
    if (type === 'IEND') return
    at = end
  }
}

/** The picture stays where it was decoded to: it is most of the instance's memory, so that a copy would gain little. */
function decodeImage(image: Uint8Array): ForeignPicture | null {
  let picture: ForeignPicture | null = null
  const exports = instantiate<PngExports>(wasm, {
    __wbg_newwithownedu8clampedarrayandsh(at = 0, length = 0, width = 0, height = 0) {
      picture = { width, height, data: new Uint8Array(exports.memory.buffer, at, length) }
      return 0
    },
  })
  exports.decode(copyIn(exports, image), image.length)
  return picture
}

function decoderMemory({ width, height, components, alpha }: Header, size: number): number {
  const pixels = width * height
  const channels = components + (alpha ? 1 : 0)
  const held = channels === 4 ? 4 : channels + Math.max(4, 2 * channels)
  return 1_500_000 + held * pixels + size + size
}

export const decoder: Decoder = {
  memory: decoderMemory,
  async decode(input, header) {
    const image = await input.readAll()
    assertWhole(image)
    return wholeFrame(
      admit(
        guarded('corrupt', [], () => decodeImage(image)),
        header,
      ),
    )
  },
}

export const encoder = {
  memory: (width: number, height: number) => 1_300_000 + 38 * width * height,
  async encode({ width, height, data }) {
    return guarded('internal', [], () => {
      const exports = instantiate<PngExports>(wasm)
      const rgba = copyIn(exports, data)
      return callForBytes(exports, (result) => {
        exports.encode(result, rgba, data.length, width, height, 8)
      }).slice()
    })
  },
} satisfies Encoder
