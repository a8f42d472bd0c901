import { Failure } from '../errors.ts'
import type { Header } from '../picture/header.ts'
import type { Pixels } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { AnimationDecoder, ByteSource, Decoder } from './codec.ts'

/** The failure of a request for a page beyond the last one. */
export function noSuchPage(page: number, frames: number): Failure {
  const has = frames === 1 ? '1 frame; leave page out' : `${frames} frames; ask for one of them`
  return new Failure('bad-parameter', `page=${page}: the image has ${has}`)
}

/** The rows of the frame stay valid: nothing asks for the next one. */
async function decodePage(
  { open }: AnimationDecoder,
  input: ByteSource,
  header: Header & { readonly canvas: NonNullable<Header['canvas']> },
  kernel: Kernel,
): Promise<Pixels> {
  const { page } = header.canvas
  const { frames } = await open(input, header, kernel)
  let count = 0
  for await (const { pixels } of frames) if (++count === page) return pixels
  throw noSuchPage(page, count)
}

/** Lets the decoder of a format decode any frame of an animation as a still, by the header's `canvas`. */
export function withPages(still: Decoder, animation: AnimationDecoder): Decoder {
  return {
    ...still,
    animation,
    memory: (header, size, eighths) =>
      header.canvas ? animation.memory(header, size) : still.memory(header, size, eighths),
    decode(input, { canvas, ...header }, kernel, eighths) {
      return canvas
        ? decodePage(animation, input, { ...header, canvas }, kernel)
        : still.decode(input, header, kernel, eighths)
    },
  }
}
