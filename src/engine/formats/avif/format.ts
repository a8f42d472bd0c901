import type { Format } from '../format.ts'
import { walkHeifFrames } from '../heif/frames.ts'
import { readToneMapped } from '../heif/gain-map.ts'
import type { HeifFields } from '../heif/heif-image.ts'
import { readHeifMetadata } from '../heif/metadata.ts'
import { shrinkHeif } from '../heif/shrink.ts'
import { AVIF } from './av1-configuration.ts'
import { isAvif } from './brands.ts'
import { readAvifHeader } from './header.ts'

export const avif: Format<'avif', HeifFields> = {
  name: 'avif',
  mediaType: 'image/avif',
  defaultOutput: 'webp',
  matches: isAvif,
  readHeader: (input) => readAvifHeader(input),
  shrink: shrinkHeif,
  smoothChroma: true,
  optionalDecoder: 'avifDecoder',
  walkFrames: walkHeifFrames,
  readMetadata: readHeifMetadata('AVIF'),
  readGainMap: (file) => readToneMapped(file, AVIF, readAvifHeader),
}
