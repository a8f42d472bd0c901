import { openReader } from '../../bytes/reader.ts'
import { Failure } from '../../errors.ts'
import type { Extent } from '../../picture/header.ts'
import { findMeta } from '../heif/header.ts'
import { type Items, readItems } from '../heif/items.ts'
import { lengthOf, readItem, readLocations } from '../heif/locations.ts'
import { AVIF } from './av1-configuration.ts'
import { OBU, readObus } from './obu.ts'

/** A picture may have four layers, each a frame (AV1 Image File Format, 2.3.2). */
const MAX_FRAMES = 4
/** Of all items together: a grid of 4096 tiles with alpha has some 30,000. */
const MAX_OBUS = 100_000

/** The items that are decoded for a picture: its alpha plane, and the tiles of both. */
function decodedItems({ references }: Items, item: number): ReadonlySet<number> {
  const found = new Set([item])
  const addTiles = () => {
    for (const { type, from, to } of references)
      if (type === 'dimg' && found.has(from)) for (const tile of to) found.add(tile)
  }
  addTiles()
  const planes = references.filter(({ type, to }) => type === 'auxl' && to.some((id) => found.has(id)))
  for (const { from } of planes) found.add(from)
  addTiles()
  return found
}

/**
 * Refuses a picture of many frames, all of which libaom would decode to show the last one: 85 bytes each of 1600x1600 flat
 * pixels, which take 30 ms (2026-11-26).
 * @param file all of it
 * @param item the picture, the primary one unless another is named
 * @throws Failure unsupported, corrupt
 */
export function assertFewFrames(file: Uint8Array<ArrayBuffer>, item?: number): void {
  const input = openReader(file, true)
  const { content, at } = findMeta(input, AVIF, false)
  const items = readItems(content, AVIF.name)
  const locations = readLocations(content, at, AVIF.name)
  let joined = 0
  let obus = 0

  function dataOf(extents: readonly Extent[]): Uint8Array {
    const [first, second] = extents.map(({ at, length }) => file.subarray(at, at + length))
    if (!first || !second) return first ?? new Uint8Array()
    joined += lengthOf(extents)
    if (joined > file.length)
      throw new Failure('corrupt', 'AVIF: parts of an image overlap; save the image again')
    return readItem(input, extents)
  }

  for (const each of decodedItems(items, item ?? items.primary)) {
    let frames = 0
    for (const { type } of readObus(dataOf(locations(each)))) {
      if (type === OBU.frame || type === OBU.frameHeader) frames++
      if (frames > MAX_FRAMES || ++obus > MAX_OBUS)
        throw new Failure(
          'unsupported',
          'AVIF: images of many frames in one item are not supported; save the image as a still AVIF',
        )
    }
  }
}
