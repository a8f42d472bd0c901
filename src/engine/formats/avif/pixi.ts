import { Failure } from '../../../errors.ts'
import { be32 } from '../../bytes/bytes.ts'
import { openReader } from '../../bytes/reader.ts'
import { boxes, findBox, openBox } from '../boxes.ts'
import { codedItem, configurationOf } from '../heif/header.ts'
import { type Items, readEntries, readItems } from '../heif/items.ts'
import { AVIF } from './av1-configuration.ts'

/** Maximum number of bytes that new properties add to a `meta` box. Real files need about 20. */
const MAX_GROWTH = 65_536
/**
 * Maximum number of pictures in a file that get the property `pixi`: the primary item, its alpha
 * plane, depth and gain maps.
 */
const MAX_PICTURES = 64
const BOX_HEAD = 8

/**
 * Returns the maximum number of bytes that `withPixi` allocates for its copy of a file. The copy
 * contains `meta` twice.
 * @param metaBytes length of the content in `meta`. If it is unknown, nearly the whole file may be
 *   `meta`
 */
export const pixiMemory = (byteLength: number, metaBytes: number = byteLength): number =>
  byteLength + metaBytes + BOX_HEAD + MAX_GROWTH

type Parts = readonly Uint8Array[]

const lengthOf = (parts: Parts) => parts.reduce((sum, { length }) => sum + length, 0)
const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function makeBox(type: string, content: Parts): Parts {
  return [be32(BOX_HEAD + lengthOf(content)), latin1(type), ...content]
}

/**
 * Adds the property `pixi`, each channel's depth (ISO/IEC 23008-12, 6.5.6), to pictures that lack
 * it. Older encoders did not write `pixi`, and libavif refuses such files in strict mode. The
 * depths come from the codec configuration.
 *
 * The new `meta` box is appended, and the old one becomes free space. The offsets in `iloc` and in
 * tracks therefore stay valid.
 *
 * @param file a file that has been probed
 * @param item item that becomes the primary one, because libavif decodes the primary item
 * @returns the file itself if nothing is missing, else a copy; the copy takes at most `pixiMemory`
 *   bytes
 * @throws Failure corrupt: the file is cut, or its tables have no room for the property
 */
export function withPixi(file: Uint8Array<ArrayBuffer>, item?: number): Uint8Array<ArrayBuffer> {
  const meta = findMeta(file)
  if (!meta) return file
  const items = readItems(openReader(meta.content, true), 'AVIF')
  const other = item === items.primary ? undefined : item
  const missing = missingPixi({ ...items, primary: other ?? items.primary })
  if (missing.size === 0 && other === undefined) return file
  const made = makeBox('meta', changeTables(meta.content, missing, other))
  if (lengthOf(made) > BOX_HEAD + meta.content.length + MAX_GROWTH) throw unpatchable()
  const last = lastBox(file)
  const copy = new Uint8Array(last.end + lengthOf(made))
  copy.set(file.subarray(0, last.end))
  copy.set(latin1('free'), meta.start + 4)
  // A last box with size 0 extends to the file's end and would include the appended box. The last
  // box therefore gets an explicit size.
  if (last.isOpen) copy.set(be32(last.end - last.start), last.start)
  let at = last.end
  for (const part of made) {
    copy.set(part, at)
    at += part.length
  }
  return copy
}

function findMeta(file: Uint8Array): { start: number; content: Uint8Array } | undefined {
  const meta = findBox(openReader(file, true), 'meta')
  return meta && { start: meta.start, content: file.subarray(meta.at, meta.at + meta.length) }
}

function lastBox(file: Uint8Array): { start: number; end: number; isOpen: boolean } {
  const input = openReader(file, true)
  const last = [...boxes(input)].at(-1)
  if (!last) return { start: 0, end: 0, isOpen: false }
  const { start, at, length } = last
  // If the last box is cut, a decoder would read the appended box instead of the missing bytes.
  if (at + length > file.length)
    throw new Failure('corrupt', 'AVIF: the file ends within its last box; upload it again')
  return { start, end: at + length, isOpen: input.u32be(start) === 0 }
}

type ChannelDepths = readonly number[]

function missingPixi(items: Items): Map<number, ChannelDepths> {
  const { primary, references } = items
  const planes = references.filter(({ type, to }) => type === 'auxl' && to.includes(primary))
  const pictures = new Set([primary, ...planes.map(({ from }) => from)])
  const missing = new Map<number, ChannelDepths>()
  for (const item of [...pictures].slice(0, MAX_PICTURES)) {
    if (items.properties(item).some(({ type }) => type === 'pixi')) continue
    const coded = codedItem(items, item)
    const configuration = coded === undefined ? undefined : configurationOf(items, coded, AVIF)
    if (configuration) missing.set(item, Array<number>(configuration.components).fill(configuration.depth))
  }
  return missing
}

function mapBoxes(
  container: Uint8Array,
  from: number,
  change: (type: string, content: Uint8Array) => Parts,
): Parts {
  const input = openReader(container, true)
  const made = [...boxes(input, from)].map((box) => {
    const { length } = openBox(input, box)
    return makeBox(box.type, change(box.type, container.subarray(box.at, box.at + length)))
  })
  return [container.subarray(0, from), ...made.flat()]
}

function changeTables(
  meta: Uint8Array,
  missing: ReadonlyMap<number, ChannelDepths>,
  primary: number | undefined,
): Parts {
  const kinds = [...new Map([...missing.values()].map((channels) => [channels.join(), channels])).values()]
  const kindOf = (channels: ChannelDepths) => kinds.findIndex((kind) => kind.join() === channels.join())
  return mapBoxes(meta, 4, (inMeta, iprp) => {
    // Write the box `pitm` in version 1, in which an item's id has 32 bits (ISO/IEC 14496-12,
    // 8.11.4).
    if (inMeta === 'pitm' && primary !== undefined) return [Uint8Array.of(1, 0, 0, 0), be32(primary)]
    if (inMeta !== 'iprp') return [iprp]
    const before = propertiesOf(iprp)
    // Property indices count from 1 (9.3.1).
    const indices = new Map([...missing].map(([item, channels]) => [item, before + 1 + kindOf(channels)]))
    return mapBoxes(iprp, 0, (type, content) => {
      if (type === 'ipma') return addAssociations(content, indices)
      if (type !== 'ipco') return [content]
      return [...mapBoxes(content, 0, (_, property) => [property]), ...kinds.flatMap(pixi)]
    })
  })
}

function propertiesOf(iprp: Uint8Array): number {
  const input = openReader(iprp, true)
  const ipco = findBox(input, 'ipco')
  return ipco ? [...boxes(openBox(input, ipco))].length : 0
}

function pixi(channels: ChannelDepths): Parts {
  return makeBox('pixi', [be32(0), Uint8Array.of(channels.length, ...channels)])
}

/**
 * Adds a property to items. It precedes their other properties, because descriptions must precede
 * transformations.
 */
function addAssociations(ipma: Uint8Array, indices: ReadonlyMap<number, number>): Parts {
  const parts: Uint8Array[] = []
  let kept = 0
  for (const { id, at, count, wide } of readEntries(openReader(ipma, true))) {
    const index = indices.get(id)
    if (index === undefined) continue
    if (count === 0xff || index > (wide ? 0x7fff : 0x7f)) throw unpatchable()
    const association = wide ? [index >> 8, index & 0xff] : [index]
    parts.push(ipma.subarray(kept, at), Uint8Array.of(count + 1, ...association))
    kept = at + 1
  }
  return [...parts, ipma.subarray(kept)]
}

function unpatchable(): Failure {
  return new Failure(
    'corrupt',
    'AVIF: the property pixi is missing, and there is no room for it: encode the image again',
  )
}
