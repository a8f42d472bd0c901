import { hasText } from '../../bytes/bytes.ts'
import type { Format } from '../format.ts'
import { walkWebpFrames } from './frames.ts'
import { readWebpHeader } from './header.ts'
import { readWebpMetadata, writeWebpMetadata } from './metadata.ts'
import { shrinkWebp } from './shrink.ts'
import { isStrippedWebp } from './stripped.ts'
import type { WebpFields } from './webp-image.ts'

export const webp: Format<'webp', WebpFields> = {
  name: 'webp',
  mediaType: 'image/webp',
  defaultOutput: 'webp',
  matches: (bytes) => hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP'),
  readHeader: readWebpHeader,
  shrink: shrinkWebp,
  smoothChroma: true,
  metadataFollows: ({ webp }) => webp?.extended === true,
  walkFrames: walkWebpFrames,
  readMetadata: readWebpMetadata,
  writeMetadata: writeWebpMetadata,
  isStripped: isStrippedWebp,
}
