import { inMemory } from '../../src/engine/bytes/in-memory.ts'
import { readStart } from '../../src/engine/bytes/reader.ts'
import type { Header } from '../../src/engine/formats/header.ts'
import { decoder } from '../../src/engine/formats/webp/decoder.ts'
import { webp } from '../../src/engine/formats/webp/format.ts'
import type { Pixels } from '../../src/engine/picture/picture.ts'
import { pixelBytes } from '../../src/engine/picture/picture.ts'
import { SAMPLING_420 } from '../../src/engine/picture/sampling.ts'
import { rgbaStrips } from '../../src/engine/rows/rgba-strips.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'

/** Reads a complete file's header. */
export function headerOf(file: Uint8Array): Header {
  const header = readStart(file, true, webp.readHeader)
  if (!header) throw new Error('the header is not complete')
  return header
}

async function planesOf({ layout, planes, strips }: Pixels): Promise<Buffer[]> {
  const rows = planes.map((): Uint8Array[] => [])
  for await (const strip of strips)
    for (const [index, { rows: data, stride, count }] of strip.planes.entries()) {
      const bytes = (planes[index]?.width ?? 0) * pixelBytes(layout)
      for (let row = 0; row < count; row++) rows[index]?.push(data.slice(row * stride, row * stride + bytes))
    }
  return rows.map((plane) => Buffer.concat(plane))
}

/** Decodes a still picture, or the first frame of an animation, to RGBA at its own size. */
export async function decodeRgba(file: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  const kernel = openKernel()
  const pixels = await decoder.decode(inMemory(file), headerOf(file), kernel, 8)
  const [rgba = Buffer.alloc(0)] = await planesOf(rgbaStrips(kernel, pixels))
  return rgba
}

/** Decodes a lossy still picture to its stored planes Y, Cb and Cr. Alpha is ignored. */
export async function decodePlanes(file: Uint8Array<ArrayBuffer>): Promise<Buffer[]> {
  const header = headerOf(file)
  if (!header.webp || header.webp.frame) throw new Error('a still is expected')
  const { alpha: _alpha, ...opaque } = header.webp
  const lossy = { ...header, sampling: SAMPLING_420, webp: opaque }
  return planesOf(await decoder.decode(inMemory(file), lossy, openKernel(), 8))
}
