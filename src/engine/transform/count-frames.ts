import { UNKNOWN_FRAMES } from '../formats/animation-decoder.ts'
import { decoders } from '../formats/codecs.ts'
import { type FoundFrames, findFrames } from '../formats/frames.ts'
import type { Header, SourceFormat } from '../formats/header.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { Job } from './job.ts'
import { reopen } from './open.ts'
import { fileOf, heldFileOf, type OpenedImage, release, releaseOnFailure } from './states.ts'

/**
 * `true` if the output may be animated: the options ask for it, the output is WebP, and originals
 * in this format can have frames.
 */
export function mayMove(
  { animate = false, page, format = 'webp', accepts = [] }: TransformOptions,
  source: SourceFormat,
): boolean {
  const shown = format === 'auto' ? accepts.includes('webp') : format === 'webp'
  return animate && page === undefined && shown && decoders[source].animation !== undefined
}

/** Frames from which an output is made, and the opened image that has these frames. */
export interface MovingFrames {
  readonly found: FoundFrames
  readonly image: OpenedImage
}

const STILL: FoundFrames = { frames: 1, longest: 0, restores: false }

/** Returns the whole file if it is in memory already. Does not consume the image. */
async function wholeFile(image: OpenedImage): Promise<Uint8Array | undefined> {
  if (image.state === 'held') return heldFileOf(image)
  return image.input.complete ? image.input.peek(0) : undefined
}

/**
 * Returns the frames from which the output is made. If the file is not in memory, reads it whole to
 * find them and opens it again, unless the header gives their number.
 * @throws Failure any failure that a source can have
 */
export async function movingFrames(image: OpenedImage, job: Job): Promise<MovingFrames> {
  const { format, frames } = image.facts
  if (!mayMove(job.intent, format) || frames === 1) return { found: STILL, image }
  const find = (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) =>
    releaseOnFailure(image, () => job.timing.stage('probe', () => findFrames(format, chunks)))
  const whole = await releaseOnFailure(image, () => wholeFile(image))
  if (whole) return { found: await find([whole]), image }
  if (frames !== undefined) return { found: { ...UNKNOWN_FRAMES, frames }, image }
  return { found: await find(fileOf(image).chunks()), image: await reopen(release(image), job) }
}

/**
 * Returns the header for the canvas on which an animation is composed. The canvas is RGBA, because
 * any frame may leave a part transparent.
 */
export function canvasHeader(header: Header): Header {
  const { sampling: _planes, webp: _first, ...canvas } = header
  return { ...canvas, alpha: true, progressive: false }
}
