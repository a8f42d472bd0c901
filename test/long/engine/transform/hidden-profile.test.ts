import { inflateSync } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { transformed } from '../../../support/engine/transformed.ts'
import { decodeJxl } from '../../../support/jxl/decoder/decode.ts'
import { EMBED } from '../../../support/metadata/embed-profile.ts'
import { HIDING, SECRET } from '../../../support/metadata/hidden-profile.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { spreadRows } from '../../../support/properties/runs.ts'

const SIZE = { width: 96, height: 64 }
const PROFILE = PROFILES.adobeRgb

type Kind = keyof typeof EMBED
const KINDS: readonly Kind[] = ['jpeg', 'png', 'webp']

const plain: Partial<Record<Kind, Uint8Array>> = {}
beforeAll(async () => {
  const raw = { ...SIZE, channels: 4 } as const
  const picture = sharp(makePicture(SIZE.width, SIZE.height, { noise: 20 }).data, { raw }).removeAlpha()
  for (const kind of KINDS) plain[kind] = new Uint8Array(await picture.clone().toFormat(kind).toBuffer())
})

const fileWith = (kind: Kind, profile: Uint8Array) =>
  EMBED[kind](plain[kind] ?? new Uint8Array(), profile, SIZE)

/** Returns the file, and what is compressed in it: the profile of a PNG or JPEG XL. */
async function contentsOf(file: Uint8Array, query: string): Promise<readonly Uint8Array[]> {
  if (query.includes('format=jxl')) return [file, decodeJxl(file).icc ?? new Uint8Array()]
  const chunk = query.includes('format=png') ? Buffer.from(file).indexOf('iCCP') : -1
  return chunk < 0 ? [file] : [file, inflateSync(file.subarray(chunk + 4 + 'ICC profile'.length + 2))]
}

/** Returns `true` if eight bytes in a row of those that were hidden occur. */
function reveals(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes)
  for (let at = 0; at + 8 <= SECRET.length; at++)
    if (buffer.includes(SECRET.subarray(at, at + 8))) return true
  return false
}

const QUERIES = [
  ...['jxl', 'jpeg', 'png', 'webp', 'avif'].flatMap((format) =>
    ['0', '1', 'all'].map((metadata) => `format=${format}&metadata=${metadata}`),
  ),
  'format=jxl&width=48',
  'format=webp&lossless=1&metadata=1',
]

describe.each(KINDS)('bytes that hide in the profile of a %s', (kind) => {
  it.each(QUERIES)('are in no output: %s', async (query) => {
    const expected = (await transformed(fileWith(kind, PROFILE), query)).body
    const isTranscode = query.startsWith('format=jxl') && kind === 'jpeg'
    const places = Object.entries(HIDING)
    for (const [place, hide] of isTranscode ? places : spreadRows(places, 4)) {
      const { body } = await transformed(fileWith(kind, hide(PROFILE)), query)
      expect(body.length - expected.length, place).toBe(0)
      expect(Buffer.compare(body, expected), place).toBe(0)
      for (const content of await contentsOf(body, query)) expect(reveals(content), place).toBe(false)
    }
  })
})
