import { Failure } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { MIN_PIXELS } from './formats/animation.ts'
import { decoders } from './formats/codecs.ts'
import { noSuchPage } from './formats/page.ts'
import type { Header } from './picture/header.ts'

/** All frames up to the one that is asked for are decoded. */
function assertPages({ width, height }: Header, page: number, { animation_pixels: most }: PageLimits): void {
  const last = Math.floor(most / Math.max(MIN_PIXELS, width * height))
  if (page > last)
    throw new Failure(
      'too-large',
      `page=${page}: of an animation of ${width}x${height} the first ${Math.max(1, last)} frames can be shown, at most ${most} pixels in all`,
    )
}

type PageLimits = Pick<Limits, 'animation_pixels'>

/**
 * The header of a frame of an animation as a picture of its own: as it is shown, on its canvas, which may be transparent.
 * @param page from 1; the first one is the picture that the header describes anyway
 * @throws Failure bad-parameter: there is no such frame, as far as the header tells; the decoder knows it otherwise
 * @throws Failure too-large: more pixels would be decoded before it than the limit allows
 */
export function onPage(header: Header, page: number | undefined, limits: PageLimits): Header {
  if (page === undefined || page === 1) return header
  const { sampling: _, ...others } = header
  const { format, frames } = header
  if (!decoders[format].animation)
    throw new Failure('bad-parameter', `page=${page}: a frame can be chosen of GIF and WebP; leave page out`)
  if (frames !== undefined && page > frames) throw noSuchPage(page, frames)
  assertPages(header, page, limits)
  return { ...others, alpha: true, canvas: { page } }
}
