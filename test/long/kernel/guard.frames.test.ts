import sharp from 'sharp'
import { expect, it } from 'vitest'
import { decoders, encoders } from '../../../src/engine/formats/codecs.ts'
import type { Picture } from '../../../src/engine/picture/picture.ts'
import { rgbaStrips } from '../../../src/engine/rows/rgba-strips.ts'
import { upload } from '../../../src/engine/wasm/heap.ts'
import { FILTERS, openKernel, view } from '../../../src/engine/wasm/kernel.ts'
import { decodeFilm } from '../../support/engine/animated.ts'
import { byteInput } from '../../support/engine/byte-input.ts'
import { headerOf } from '../../support/engine/decode-whole.ts'
import { SETTINGS } from '../../support/engine/encode-settings.ts'
import { type AnimatedImage, writeAnimatedGif } from '../../support/gif/animation.ts'
import { gifPicture, palette } from '../../support/gif/writer.ts'
import { guarded } from '../../support/kernel/guarded.ts'
import { rawOf } from '../../support/picture/decoded.ts'
import { makePicture } from '../../support/picture/pictures.ts'

it('releases the handles of resamplers with the heap, and keeps earlier ones', async () => {
  const gray = new Uint8Array(64).fill(200)
  await guarded(() => {
    const wasm = openKernel()
    const open = () =>
      wasm.resampleOpen({
        channels: 1,
        inWidth: 8,
        inHeight: 8,
        x: 0,
        y: 0,
        width: 8,
        height: 8,
        outWidth: 2,
        outHeight: 2,
        filter: FILTERS.lanczos3,
      })
    const rows = upload(wasm, gray)
    expect(open()).toBe(0)
    wasm.resampleRows(0, rows, 8, 4)
    for (let i = 0; i < 20; i++) {
      const checkpoint = wasm.heapCheckpoint()
      expect([open(), open()]).toEqual([1, 2])
      wasm.resampleRows(2, rows, 8, 8)
      wasm.heapRestore(checkpoint)
      expect(() => wasm.resampleOutput(1)).toThrow(WebAssembly.RuntimeError)
    }
    wasm.resampleRows(0, rows + 32, 8, 4)
    expect([...view(wasm, wasm.resampleOutput(0), 4)]).toEqual([200, 200, 200, 200])
  })
})

it('opens decoders and encoders again after their buffers were released', async () => {
  const picture = makePicture(40, 30)
  const image = sharp(picture.data, rawOf(picture)).removeAlpha()
  const files = await Promise.all(
    [image.png(), image.jpeg(), image.webp(), image.webp({ lossless: true }), image.gif()].map((it) =>
      it.toBuffer(),
    ),
  )
  await guarded(async () => {
    const wasm = openKernel()
    const checkpoint = wasm.heapCheckpoint()

    async function decode(file: Uint8Array): Promise<Uint8Array> {
      const header = headerOf(file)
      const pixels = await decoders[header.format].decode(byteInput(file), header, wasm, 8)
      const rows = []
      for await (const { planes } of rgbaStrips(wasm, pixels).strips)
        rows.push(...planes.map((plane) => plane.rows.slice()))
      return Buffer.concat(rows)
    }

    async function all(): Promise<readonly Uint8Array[]> {
      const results = []
      for (const file of files) results.push(await decode(file))
      const lossless = { ...SETTINGS, lossless: true }
      // Encoders overwrite their picture.
      for (const encoder of [encoders.jpeg, encoders.png, encoders.webp]) {
        const planes = [{ ...picture, address: upload(wasm, picture.data) }]
        const source: Picture = { ...picture, layout: 'rgba', planes }
        results.push(await encoder.encode(source, lossless, wasm))
      }
      wasm.heapRestore(checkpoint)
      return results
    }

    const first = await all()
    const used = wasm.memory.buffer.byteLength
    expect(await all()).toEqual(first)
    expect(wasm.memory.buffer.byteLength).toBe(used)
  })
})

it('loads and stores only inside blocks while frames are decoded in chunks of one byte', async () => {
  const part: AnimatedImage = { ...gifPicture(9, 8, 8), left: 4, top: 5, disposal: 3, transparent: 3 }
  const images = [
    gifPicture(23, 17, 8),
    part,
    { ...part, interlaced: true, disposal: 2 },
    { ...gifPicture(23, 17, 8), interlaced: true, left: 11, top: 9 },
    { ...part, left: 90 },
  ]
  const gif = writeAnimatedGif({ width: 23, height: 17, palette: palette(8), images })
  const frames = sharp(gif, { animated: true })
  const files = [
    gif,
    await frames.clone().webp({ quality: 60, effort: 0 }).toBuffer(),
    await frames.clone().webp({ lossless: true }).toBuffer(),
  ]
  for (const file of files) {
    const pieces = Array.from({ length: file.length }, (_, at) => at)
    const { result } = await guarded(() => decodeFilm(file, byteInput(file, pieces)))
    expect(result).toEqual(await decodeFilm(file))
  }
})
