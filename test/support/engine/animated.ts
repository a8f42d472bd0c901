import sharp from 'sharp'
import type { ByteSource } from '../../../src/engine/bytes/byte-source.ts'
import type { Animation } from '../../../src/engine/formats/animation.ts'
import type { AnimationDecoder } from '../../../src/engine/formats/animation-decoder.ts'
import { UNKNOWN_FRAMES } from '../../../src/engine/formats/animation-decoder.ts'
import { decoders } from '../../../src/engine/formats/codecs.ts'
import { findFrames } from '../../../src/engine/formats/frames.ts'
import { type Kernel, openKernel } from '../../../src/engine/wasm/kernel.ts'
import { render } from '../picture/decoded.ts'
import { byteInput } from './byte-input.ts'
import { headerOf } from './decode-whole.ts'

export interface Shown {
  /** Pixels of the whole canvas as RGBA. */
  readonly data: Uint8Array
  readonly duration: number
}

export interface Film {
  readonly loops: number
  readonly frames: readonly Shown[]
}

function animationOf(file: Uint8Array): AnimationDecoder {
  const { animation } = decoders[headerOf(file).format]
  if (!animation) throw new Error('the format has no animations')
  return animation
}

async function* shown({ frames }: Animation): AsyncGenerator<Shown> {
  for await (const { duration, pixels } of frames) {
    const rows: Uint8Array[] = []
    for await (const { planes } of pixels.strips) rows.push(...planes.map((plane) => plane.rows.slice()))
    yield { duration, data: new Uint8Array(Buffer.concat(rows)) }
  }
}

/**
 * Decodes all frames of an animation.
 * @param input the file as a stream, for tests that need particular chunks
 */
export async function decodeFilm(
  file: Uint8Array,
  input: ByteSource = byteInput(file),
  kernel: Kernel = openKernel(),
): Promise<Film> {
  const animation = await animationOf(file).open(input, headerOf(file), kernel)
  const frames: Shown[] = []
  for await (const frame of shown(animation)) frames.push(frame)
  return { loops: animation.loops, frames }
}

/**
 * Returns two amounts of kernel memory, in bytes, for decoding all frames: the planned memory
 * (`planned`), and the peak use (`held`).
 * @param size announced file length in bytes; 0 if it is not announced
 */
export async function filmMemory(file: Uint8Array, size = file.length) {
  const kernel = openKernel()
  const start = kernel.heapCheckpoint()
  let held = 0
  const see = () => {
    held = Math.max(held, kernel.heapCheckpoint() - start)
  }
  function heapRestore(checkpoint: number): void {
    see()
    kernel.heapRestore(checkpoint)
  }
  await decodeFilm(file, byteInput(file), { ...kernel, heapRestore })
  see()
  const header = headerOf(file)
  const facts = size === 0 ? UNKNOWN_FRAMES : await findFrames(header.format, [file])
  const { throughout, frame } = animationOf(file).memory(header, size, facts)
  return { planned: throughout + frame, held }
}

/** Decodes all frames of an animation with sharp. */
export async function sharpFilm(file: Uint8Array): Promise<Film> {
  const { pages = 1, loop = 0, delay = [] } = await sharp(file, { animated: true }).metadata()
  const { data } = await render(sharp(file, { animated: true }))
  const length = data.length / pages
  const frames = Array.from({ length: pages }, (_, index) => ({
    duration: delay[index] ?? 0,
    data: data.subarray(index * length, (index + 1) * length),
  }))
  return { loops: loop, frames }
}
