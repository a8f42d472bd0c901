import { Failure } from '../../../errors.ts'
import { openReader } from '../../bytes/reader.ts'
import { boxes, FULL_BOX, findBox, openBox } from '../boxes.ts'
import { findMeta } from '../heif/header.ts'
import { AVIF } from './av1-configuration.ts'

/**
 * Refuses a file with two `ipma` boxes that have the same version and flags (ISO/IEC 14496-12,
 * 8.11.14.1). libavif refuses a file with such a pair, too.
 * @param file the whole file
 * @throws Failure corrupt
 */
export function assertAssociations(file: Uint8Array): void {
  const { content } = findMeta(openReader(file, true), AVIF, false)
  const iprp = findBox(content, 'iprp', FULL_BOX)
  if (!iprp) return
  const properties = openBox(content, iprp)
  const kinds = new Set<number>()
  for (const box of boxes(properties)) {
    if (box.type !== 'ipma') continue
    const kind = openBox(properties, box).u32be(0)
    if (kinds.has(kind))
      throw new Failure(
        'corrupt',
        'AVIF: there are two ipma boxes of the same version and flags; save the image again',
      )
    kinds.add(kind)
  }
}
