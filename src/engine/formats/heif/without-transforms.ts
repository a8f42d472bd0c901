import { openReader } from '../../bytes/reader.ts'
import { boxes, findBox, openBox } from '../boxes.ts'
import { findMeta } from './header.ts'
import type { HeifKind } from './heif-kind.ts'
import { readEntries } from './items.ts'

/** Property types for apertures, rotation and mirroring. Our code applies them after decoding. */
const TRANSFORMS = ['clap', 'irot', 'imir']

/**
 * Removes apertures, rotation and mirroring from every item in a file, because decoders refuse some
 * files with these properties:
 *
 * - libheif 1.23 limits its decoder to the aperture's size, and refuses a picture that is much
 *   larger.
 * - libheif 1.23 refuses a file in which a turned item has no size.
 * - libavif refuses apertures that do not consist of whole chroma samples.
 *
 * @param file the file, which is changed in place: an association with such a property becomes an
 *   association with no property
 */
export function removeTransforms(file: Uint8Array, kind: HeifKind): void {
  const meta = findMeta(openReader(file, true), kind, false)
  const iprp = findBox(meta.content, 'iprp', 4)
  const properties = iprp && openBox(meta.content, iprp)
  const ipco = properties && findBox(properties, 'ipco')
  if (!iprp || !properties || !ipco) return
  const types = [...boxes(openBox(properties, ipco))].map(({ type }) => type)
  for (const { type, at, length } of boxes(properties)) {
    if (type !== 'ipma') continue
    const start = meta.at + iprp.at + at
    removeFrom(file.subarray(start, start + length), (index) => TRANSFORMS.includes(types[index - 1] ?? ''))
  }
}

/**
 * Removes all associations with some properties from an `ipma` box, which lists each item's
 * properties.
 * @param ipma the box's content (ISO/IEC 23008-12, 9.3.1)
 */
function removeFrom(ipma: Uint8Array, isRemoved: (index: number) => boolean): void {
  for (const { at, count, wide } of readEntries(openReader(ipma, true))) {
    const bytes = wide ? 2 : 1
    for (let from = at + 1; from < at + 1 + count * bytes; from += bytes) {
      const association = ipma.subarray(from, from + bytes)
      const [first = 0, second = 0] = association
      if (isRemoved(wide ? ((first & 0x7f) << 8) | second : first & 0x7f)) association.fill(0)
    }
  }
}
