import { Failure } from '../errors.ts'
import { decoders } from '../formats/codecs.ts'
import { noSuchPage } from '../formats/page.ts'
import type { Header } from '../picture/header.ts'

/**
 * The header of a frame of an animation as a picture of its own: as it is shown, on its canvas, which may be transparent.
 * @param page from 1; the first one is the picture that the header describes anyway
 * @throws Failure bad-parameter: there is no such frame, as far as the header tells; the decoder knows it otherwise
 */
export function onPage(header: Header, page = 1): Header {
  if (page === 1) return header
  const { sampling: _, ...others } = header
  const { format, frames } = header
  if (!decoders[format].animation)
    throw new Failure('bad-parameter', `page=${page}: a frame can be chosen of GIF and WebP; leave page out`)
  if (frames !== undefined && page > frames) throw noSuchPage(page, frames)
  return { ...others, alpha: true, canvas: { page } }
}
