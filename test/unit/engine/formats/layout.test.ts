import { describe, expect, it } from 'vitest'
import { decoders } from '../../../../src/engine/formats/codecs.ts'
import { plannedLayout } from '../../../../src/engine/formats/layout.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { avifFiles } from '../../../support/avif/grids.ts'
import { pngChunk } from '../../../support/bytes/image-writers.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { gifFiles, jpegFiles, pngFiles } from '../../../support/picture/files.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'
import { webpFiles } from '../../../support/webp/files.ts'

/** PNGs of all color types with a `tRNS` that decoders ignore, because its length is wrong. */
const ignored = [0, 2, 3, 4, 6].map((colorType) => {
  const file = pngFile(pngPicture(colorType, 8, 17, 9), { chunks: [pngChunk('tRNS', new Uint8Array(256))] })
  return [`PNG: color type ${colorType}, tRNS that is ignored`, file] as const
})

const FILES = [
  ...jpegFiles(17, 9),
  ...pngFiles(17, 9),
  ...ignored,
  ...gifFiles(17, 9),
  ...(await webpFiles(17, 9)),
  ...(await avifFiles()),
]

describe('the planned layout is that of the decoded rows', () => {
  it.each(FILES)('%s', async (_, file) => {
    const header = headerOf(file)
    const { layout } = await decoders[header.format].decode(byteInput(file), header, openKernel(), 8)
    // Inks take the same memory, whatever their layout.
    expect(layout === 'cmyk' ? 'ycck' : layout).toBe(plannedLayout(header))
  })
})
