import { openReader } from '../../bytes/reader.ts'
import type { HeifImage } from '../../picture/header.ts'
import { boxes, findBox, openBox } from '../heif/boxes.ts'
import { findMeta } from '../heif/header.ts'
import { HEIC } from './hevc-configuration.ts'

/**
 * Makes every aperture (`clap`) of a file show the whole of a picture, which is cropped later: libheif 1.23 bounds what its
 * decoder may decode by the aperture, and refuses a picture that is much larger.
 * @param file changed in place
 */
export function showWhole(file: Uint8Array, { width, height }: HeifImage['grid']): void {
  const input = openReader(file, true)
  const meta = findMeta(input, HEIC, false)
  const iprp = findBox(meta.content, 'iprp', 4)
  const properties = iprp && openBox(meta.content, iprp)
  const ipco = properties && findBox(properties, 'ipco')
  if (!iprp || !properties || !ipco) return
  const start = meta.at + iprp.at + ipco.at
  for (const { type, at, size } of boxes(openBox(properties, ipco))) {
    if (type !== 'clap' || size < 32) continue
    const clap = new DataView(file.buffer, file.byteOffset + start + at, 32)
    for (const [index, value] of [width, 1, height, 1, 0, 1, 0, 1].entries()) clap.setUint32(index * 4, value)
  }
}
