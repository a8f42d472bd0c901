import type { ByteSource } from '../../../src/engine/bytes/byte-source.ts'
import type { Decoder } from '../../../src/engine/formats/codec.ts'
import type { Header } from '../../../src/engine/formats/header.ts'
import { probe } from '../../../src/engine/formats/probe.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { rgbaStrips } from '../../../src/engine/rows/rgba-strips.ts'
import { openKernel } from '../../../src/engine/wasm/kernel.ts'
import { byteInput } from './byte-input.ts'

export function headerOf(file: Uint8Array): Header {
  const header = probe(file, true)
  if (header === undefined) throw new Error('the header is not complete')
  return header
}

/**
 * Decodes a file to RGBA.
 * @param input the file as a stream, for tests that need particular chunks
 */
export async function decodeWhole(
  decoder: Decoder,
  file: Uint8Array,
  header = headerOf(file),
  input: ByteSource = byteInput(file),
): Promise<Frame> {
  const kernel = openKernel()
  const { planes, strips } = rgbaStrips(kernel, await decoder.decode(input, header, kernel, 8))
  const [plane] = planes
  if (!plane || plane.width !== header.width || plane.height !== header.height)
    throw new Error('not a picture of the size in the header')
  const bytes = plane.width * 4
  const rows: Uint8Array[] = []
  for await (const {
    planes: [strip],
  } of strips)
    for (let row = 0; row < (strip?.count ?? 0); row++) {
      const from = row * (strip?.stride ?? 0)
      rows.push(strip?.rows.slice(from, from + bytes) ?? new Uint8Array(0))
    }
  if (rows.length !== plane.height) throw new Error(`${rows.length} rows of ${plane.height}`)
  return { width: plane.width, height: plane.height, data: new Uint8Array(Buffer.concat(rows)) }
}
