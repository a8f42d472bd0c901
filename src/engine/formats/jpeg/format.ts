import { hasText } from '../../bytes/bytes.ts'
import { planarLayout } from '../../picture/planes.ts'
import type { Format } from '../format.ts'
import { readJpegGainMap } from './gain-map.ts'
import { readJpegHeader } from './header.ts'
import { readJpegMetadata, writeJpegMetadata } from './metadata.ts'
import { isStrippedJpeg } from './stripped.ts'

export const jpeg: Format<'jpeg'> = {
  name: 'jpeg',
  mediaType: 'image/jpeg',
  defaultOutput: 'jpeg',
  matches: (bytes) => hasText(bytes, 0, '\xff\xd8\xff'),
  readHeader: readJpegHeader,
  layoutOf: planarLayout,
  readMetadata: readJpegMetadata,
  writeMetadata: writeJpegMetadata,
  readGainMap: readJpegGainMap,
  isStripped: isStrippedJpeg,
}
