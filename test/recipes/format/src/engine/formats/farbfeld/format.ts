import { hasText } from '../../bytes/bytes.ts'
import type { Format } from '../format.ts'
import { readFarbfeldHeader, SIGNATURE } from './header.ts'

export const farbfeld: Format<'farbfeld'> = {
  name: 'farbfeld',
  mediaType: 'image/x-farbfeld',
  defaultOutput: 'png',
  matches: (bytes) => hasText(bytes, 0, SIGNATURE),
  readHeader: readFarbfeldHeader,
}
