import type { Format } from '../format.ts'
import { walkHeifFrames } from '../heif/frames.ts'
import { readHeifMetadata } from '../heif/metadata.ts'
import { isAvif } from './brands.ts'
import { readAvifHeader } from './header.ts'

export const avif: Format = {
  name: 'avif',
  mediaType: 'image/avif',
  defaultOutput: 'webp',
  matches: isAvif,
  readHeader: readAvifHeader,
  walkFrames: walkHeifFrames,
  readMetadata: readHeifMetadata('AVIF'),
}
