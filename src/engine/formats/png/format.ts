import { hasText } from '../../bytes/bytes.ts'
import type { Format } from '../format.ts'
import { SIGNATURE } from './chunks.ts'
import { readPngHeader } from './header.ts'
import { pngLayout } from './layout.ts'
import { readPngMetadata, writePngMetadata } from './metadata.ts'
import { isStrippedPng } from './stripped.ts'

export const png: Format<'png'> = {
  name: 'png',
  mediaType: 'image/png',
  defaultOutput: 'png',
  matches: (bytes) => hasText(bytes, 0, SIGNATURE),
  readHeader: readPngHeader,
  layoutOf: pngLayout,
  readMetadata: readPngMetadata,
  writeMetadata: writePngMetadata,
  isStripped: isStrippedPng,
}
