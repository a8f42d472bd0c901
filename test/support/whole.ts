import type { Decoder, Frame, Picture } from '../../src/codecs/codec.ts'
import { type Kernel, openKernel, view } from '../../src/codecs/kernel.ts'
import type { Header } from '../../src/probe/header.ts'
import { probe } from '../../src/probe/probe.ts'
import { byteInput } from './byte-input.ts'

export function headerOf(file: Uint8Array): Header {
  const header = probe(file, true)
  if (header === undefined) throw new Error('the header is not complete')
  return header
}

/** Decodes a file with a decoder that gives RGBA in one strip. */
export async function decodeWhole(
  decoder: Decoder,
  file: Uint8Array,
  header = headerOf(file),
): Promise<Frame> {
  const { layout, planes, strips } = await decoder.decode(byteInput(file), header, openKernel(), 1)
  const [plane] = planes
  for await (const strip of strips) {
    const [rows] = strip.planes
    if (layout !== 'rgba' || !plane || !rows || rows.count !== plane.height) break
    return { width: plane.width, height: plane.height, data: rows.rows }
  }
  throw new Error('not one strip of RGBA')
}

/** A frame as encoders take it: in the memory of a kernel. */
export function inKernel({ width, height, data }: Frame): { kernel: Kernel; picture: Picture } {
  const kernel = openKernel()
  const address = kernel.alloc(data.length)
  view(kernel, address, data.length).set(data)
  return { kernel, picture: { width, height, layout: 'rgba', planes: [{ width, height, address }] } }
}
