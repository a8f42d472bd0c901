import type { Format } from '../format.ts'
import { walkHeifFrames } from '../heif/frames.ts'
import type { HeifFields } from '../heif/heif-image.ts'
import { readHeifMetadata } from '../heif/metadata.ts'
import { shrinkHeif } from '../heif/shrink.ts'
import { isHeic } from './brands.ts'
import { readHeicGainMap } from './gain-map.ts'
import { readHeicHeader } from './header.ts'

export const heic: Format<'heic', HeifFields> = {
  name: 'heic',
  mediaType: 'image/heic',
  defaultOutput: 'jpeg',
  transparentOutput: 'png',
  matches: isHeic,
  readHeader: (input) => readHeicHeader(input),
  shrink: shrinkHeif,
  smoothChroma: true,
  optionalDecoder: 'heicDecoder',
  walkFrames: walkHeifFrames,
  readMetadata: readHeifMetadata('HEIC'),
  readGainMap: readHeicGainMap,
}
