import { Failure } from '../../src/errors.ts'
import { arrange, type Translation } from '../../src/signing/migrate/draft.ts'
import { dropped, type Row, readParts, same } from '../../src/signing/migrate/row.ts'
import { sourcePath } from '../../src/signing/migrate/source-path.ts'
import { moving } from './moving.ts'
import type { OldUrl } from './old-url.ts'

/** Parameters in Next's `/_next/image` and Vercel's `/_vercel/image`. */
export const NEXT_PARAMETERS: readonly Row[] = [
  same('w', 'width', 'Next does not enlarge, so `enlarge=0` is added'),
  same('q', 'quality', 'from 1 to 100'),
  dropped('url', 'becomes the path'),
  dropped('dpl', 'chooses a deployment'),
]

/** Returns the image that the parameter `url` names: a path or a URL. */
export const nextImage = ({ parameters }: OldUrl): string | undefined =>
  parameters.find(([name]) => name === 'url')?.[1]

/** Matches the path of the image optimizer, also below a `basePath`. */
export const isNextImage = (url: OldUrl): boolean =>
  /\/_(?:next|vercel)\/image\/?$/.test(url.path) && nextImage(url) !== undefined

/**
 * Translates a URL of Next's image optimizer. The optimizer chooses the format by the header
 * `Accept`, and passes animations on.
 * @throws Failure bad-parameter: the URL has no `url`, or its image lies outside the source
 */
export function translateNext(url: OldUrl, source: string | undefined): Translation {
  const image = nextImage(url)
  if (image === undefined)
    throw new Failure('bad-parameter', 'expected /_next/image?url=IMAGE&w=WIDTH&q=QUALITY')
  const parts = url.parameters.map(([name, value]) => [name, [value]] as const)
  const { draft, problems } = readParts('Next', NEXT_PARAMETERS, parts)
  const file = sourcePath(image, source)
  const arranged = arrange(moving({ enlarge: '0', format: 'auto', ...draft }, image), file)
  return { path: file, parameters: arranged.parameters, problems: [...problems, ...arranged.problems] }
}
