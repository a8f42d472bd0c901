import { hasText } from '../../bytes/bytes.ts'
import type { Format } from '../format.ts'
import { walkGifFrames } from './frames.ts'
import { readGifHeader } from './header.ts'

export const gif: Format<'gif'> = {
  name: 'gif',
  mediaType: 'image/gif',
  defaultOutput: 'webp',
  matches: (bytes) => hasText(bytes, 0, 'GIF87a') || hasText(bytes, 0, 'GIF89a'),
  readHeader: readGifHeader,
  walkFrames: walkGifFrames,
}
