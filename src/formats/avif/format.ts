import type { Format } from '../format.ts'
import { isAvif } from './brands.ts'
import { walkAvifFrames } from './frames.ts'
import { readAvifHeader } from './header.ts'
import { readAvifMetadata } from './metadata.ts'

export const avif: Format = {
  name: 'avif',
  mediaType: 'image/avif',
  defaultOutput: 'webp',
  matches: isAvif,
  readHeader: readAvifHeader,
  walkFrames: walkAvifFrames,
  readMetadata: readAvifMetadata,
}
