import { be16, be32, join } from '../bytes/image-writers.ts'
import { randomNumbers } from '../properties/random.ts'

const random = randomNumbers(800)

/** Bytes that somebody hides in a profile. */
export const SECRET = Uint8Array.from({ length: 800 }, () => random() & 255)

interface Tag {
  readonly name: string
  readonly content: Uint8Array
}

/** Returns the tags of a profile. */
export function tagsOf(profile: Uint8Array): readonly Tag[] {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength)
  return Array.from({ length: view.getUint32(128) }, (_, index) => {
    const at = 132 + 12 * index
    const [from, length] = [view.getUint32(at + 4), view.getUint32(at + 8)]
    const name = Buffer.from(profile.subarray(at, at + 4)).toString('latin1')
    return { name, content: profile.subarray(from, from + length) }
  })
}

/** Writes a profile again. `between` are bytes before each tag, and `after` follow the last one. */
function rewrite(
  profile: Uint8Array,
  tags: readonly Tag[],
  { between = new Uint8Array(), after = new Uint8Array() } = {},
): Uint8Array<ArrayBuffer> {
  let end = 132 + 12 * tags.length
  const table: Uint8Array[] = []
  const data: Uint8Array[] = []
  for (const { name, content } of tags) {
    table.push(join(name, be32(end + between.length), be32(content.length)))
    const piece = join(between, content, new Uint8Array((4 - ((between.length + content.length) % 4)) % 4))
    data.push(piece)
    end += piece.length
  }
  const length = be32(end + after.length)
  return join(length, profile.subarray(4, 128), be32(tags.length), ...table, ...data, after)
}

const mapTags = (profile: Uint8Array, change: (tag: Tag) => Uint8Array) =>
  rewrite(
    profile,
    tagsOf(profile).map((tag) => ({ name: tag.name, content: change(tag) })),
  )

const withTag = (profile: Uint8Array, name: string, content: Uint8Array) =>
  rewrite(profile, [...tagsOf(profile), { name, content }])

function withHeader(profile: Uint8Array, ranges: readonly (readonly [from: number, to: number])[]) {
  const changed = Uint8Array.from(profile)
  for (const [from, to] of ranges) changed.set(SECRET.subarray(from, to), from)
  return changed
}

const utf16 = SECRET.subarray(0, 400).length

/** Returns a profile with hidden bytes, by the place in which they hide. Colors stay the same. */
export const HIDING: Readonly<Record<string, (profile: Uint8Array) => Uint8Array<ArrayBuffer>>> = {
  'a private tag': (profile) => withTag(profile, 'priv', join('data', be32(0), be32(0), SECRET)),
  'a tag before the others': (profile) =>
    rewrite(profile, [{ name: 'priv', content: SECRET }, ...tagsOf(profile)]),
  'an inverse table': (profile) => withTag(profile, 'B2A0', join('mft2', be32(0), SECRET)),
  'a table for another intent': (profile) => withTag(profile, 'A2B2', join('mft2', be32(0), SECRET)),
  'a table that cannot be read': (profile) => withTag(profile, 'D2B0', join('mpet', be32(0), SECRET)),
  'a description': (profile) =>
    withTag(profile, 'desc', join('desc', be32(0), be32(800), SECRET, new Uint8Array(78))),
  'a description in another language': (profile) =>
    withTag(
      profile,
      'desc',
      join('mluc', be32(0), be32(1), be32(12), 'xxYY', be32(2 * utf16), be32(28), SECRET),
    ),
  'a copyright notice': (profile) => withTag(profile, 'cprt', join('text', be32(0), SECRET, 0)),
  'the Macintosh text of a description': (profile) =>
    withTag(profile, 'desc', join('desc', be32(0), be32(1), 0, new Uint8Array(8), be16(0), 67, SECRET)),
  'bytes between the tags': (profile) => rewrite(profile, tagsOf(profile), { between: SECRET }),
  'bytes after the tags': (profile) => rewrite(profile, tagsOf(profile), { after: SECRET }),
  'bytes after the profile': (profile) => join(profile, SECRET),
  'bytes at the end of each tag': (profile) =>
    mapTags(profile, ({ content }) => join(content, SECRET, new Uint8Array((4 - (content.length % 4)) % 4))),
  'the reserved bytes of each tag': (profile) =>
    mapTags(profile, ({ content }) =>
      join(content.subarray(0, 4), SECRET.subarray(0, 4), content.subarray(8)),
    ),
  'fields of the header': (profile) =>
    withHeader(profile, [
      [4, 8],
      [24, 36],
      [40, 64],
      [80, 100],
    ]),
  'the reserved bytes of the header': (profile) => withHeader(profile, [[100, 128]]),
  'the white of the header': (profile) => withHeader(profile, [[68, 80]]),
}
