import type { Format } from '../format.ts'
import { isJxl } from './codestream.ts'
import { walkJxlFrames } from './frames.ts'
import { readJxlHeader } from './header.ts'
import { readJxlMetadata, writeJxlMetadata } from './metadata.ts'
import { isStrippedJxl } from './stripped.ts'

export const jxl: Format<'jxl'> = {
  name: 'jxl',
  mediaType: 'image/jxl',
  defaultOutput: 'webp',
  isDecoded: false,
  matches: isJxl,
  readHeader: readJxlHeader,
  walkFrames: walkJxlFrames,
  readMetadata: readJxlMetadata,
  writeMetadata: writeJxlMetadata,
  isStripped: isStrippedJxl,
}
