import { assertNotAborted } from '../../abort.ts'
import type { Failure } from '../../errors.ts'
import type { ByteSource } from '../bytes/byte-source.ts'
import { mention, mentioning, parts, setting } from '../options/mention.ts'
import type { CommonHeader } from '../picture/header.ts'
import type { Pixels } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { MIN_PIXELS } from './animation.ts'
import { type AnimationDecoder, UNKNOWN_FRAMES } from './animation-decoder.ts'
import type { Decoder } from './codec.ts'
import type { Decoding } from './decoding.ts'

/** Returns the failure for a request for a page (frame number) that the image does not have. */
export function noSuchPage(page: number, frames: number): Failure {
  const has =
    frames === 1 ? parts`1 frame; leave ${mention('page')} out` : parts`${frames} frames; ask for one of them`
  return mentioning('bad-parameter', parts`${setting({ page })}: the image has ${has}`)
}

/**
 * Number of decoded pixels after which the decoder pauses, so that other requests in the isolate
 * can run. Decoding so many pixels takes about 10 ms.
 */
const TURN_PIXELS = 524_288

/**
 * Decodes an animation up to the requested page, and returns that frame's pixels. The pixels stay
 * valid, because the function decodes no later frame.
 * @throws Failure bad-parameter: the animation has fewer frames
 */
async function decodePage<Header extends CommonHeader>(
  { open }: AnimationDecoder<Header>,
  input: ByteSource,
  header: Header & { readonly canvas: NonNullable<CommonHeader['canvas']> },
  kernel: Kernel,
  { signal, crop }: Decoding = { signal: undefined, crop: undefined },
): Promise<Pixels> {
  const { page } = header.canvas
  const { frames } = await open(input, header, kernel, crop)
  const each = Math.max(MIN_PIXELS, header.width * header.height)
  let count = 0
  let worked = 0
  for await (const { pixels } of frames) {
    if (++count === page) return pixels
    worked += each
    if (worked < TURN_PIXELS) continue
    worked = 0
    await new Promise((resolve) => setTimeout(resolve, 0))
    assertNotAborted(signal)
  }
  throw noSuchPage(page, count)
}

/**
 * Returns a decoder that also decodes single animation frames. If the header has a `canvas`, the
 * decoder returns the frame that `canvas` names as a still image.
 */
export function withPages<Header extends CommonHeader>(
  still: Decoder<Header>,
  animation: AnimationDecoder<Header>,
): Decoder<Header> {
  return {
    ...still,
    animation,
    memory(header, byteLength, scale) {
      if (!header.canvas) return still.memory(header, byteLength, scale)
      const { throughout, frame } = animation.memory(header, byteLength, UNKNOWN_FRAMES)
      return throughout + frame
    },
    decode(input, header, kernel, scale, decoding) {
      const { canvas } = header
      return canvas
        ? decodePage(animation, input, { ...header, canvas }, kernel, decoding)
        : still.decode(input, header, kernel, scale, decoding)
    },
  }
}
