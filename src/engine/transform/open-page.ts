import type { Limits } from '../../limits.ts'
import { MIN_PIXELS } from '../formats/animation.ts'
import { decoders } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import { noSuchPage } from '../formats/page.ts'
import { mention, mentioning, parts, setting } from '../options/mention.ts'

/**
 * Checks the requested frame's number against the limit on decoded pixels. All frames up to the
 * requested one are decoded.
 */
function assertPages(
  { width, height }: Header,
  page: number,
  { animation_pixels: maxPixels }: PageLimits,
): void {
  const last = Math.floor(maxPixels / Math.max(MIN_PIXELS, width * height))
  if (page > last)
    throw mentioning(
      'too-large',
      parts`${setting({ page })}: of an animation of ${width}x${height} only the first ${Math.max(1, last)} frames can be shown, because at most ${maxPixels} pixels may be decoded for one`,
    )
}

type PageLimits = Pick<Limits, 'animation_pixels'>

/**
 * Returns the header for one frame of an animation as a separate picture. The frame is shown
 * composed on its canvas, which may be transparent.
 * @param page frame number, from 1. Frame 1 is the picture that the header already describes
 * @throws Failure bad-parameter: there is no such frame. If the header does not give the frame
 *   count, the decoder throws this error later
 * @throws Failure too-large: decoding up to the frame would take more pixels than the limit allows
 */
export function onPage(header: Header, page: number | undefined, limits: PageLimits): Header {
  if (page === undefined || page === 1) return header
  const { sampling: _, ...others } = header
  const { format, frames } = header
  if (!decoders[format].animation)
    throw mentioning(
      'bad-parameter',
      parts`${setting({ page })}: only GIF and WebP have frames; leave ${mention('page')} out`,
    )
  if (frames !== undefined && page > frames) throw noSuchPage(page, frames)
  assertPages(header, page, limits)
  return { ...others, alpha: true, canvas: { page } }
}
