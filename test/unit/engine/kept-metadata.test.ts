import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readMetadata } from '../../../src/engine/formats/metadata.ts'
import { metadataMemory } from '../../../src/engine/kept-metadata.ts'
import { MAX_BLOCK } from '../../../src/engine/metadata/metadata.ts'
import { headerOf } from '../../support/decode-whole.ts'
import { longJpeg } from '../../support/long-headers.ts'
import { randomNumbers } from '../../support/random.ts'
import { transformed } from '../../support/transformed.ts'

/** Returns a profile of RGB that cannot be compressed. */
function profileOf(length: number): Uint8Array {
  const random = randomNumbers(9)
  const profile = Uint8Array.from({ length }, () => random() & 255)
  new DataView(profile.buffer).setUint32(0, length)
  profile.set(Buffer.from('RGB XYZ '), 16)
  profile.set(Buffer.from('acsp'), 36)
  profile.fill(0, 128, 132)
  return profile
}

describe('the longest profile that is kept', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('is kept from a stream in a large output: %s', async (format) => {
    const profile = profileOf(MAX_BLOCK)
    const file = await longJpeg(profile)
    const { body } = await transformed(file, `format=${format}&metadata=all&width=2000`)
    const { width } = await sharp(body).metadata()
    expect(width).toBe(2000)
    // libpng ignores a profile without tags.
    const kept = readMetadata({ format, color: headerOf(body).color }, body).icc
    expect(kept && Buffer.compare(kept, profile)).toBe(0)
  })

  it('takes memory for its copies alone', async () => {
    const header = headerOf(await longJpeg(profileOf(MAX_BLOCK)))
    const plain = { format: 'jpeg' } as const
    const length = 1000 + MAX_BLOCK
    const others = metadataMemory({ metadata: 'all' }, plain, 1000)
    expect(metadataMemory({ metadata: 'all' }, header, length)).toBe(others + 3 * MAX_BLOCK)
    expect(metadataMemory({}, header, length)).toBe(0)
  })
})

it('plans no memory for a profile that is too long to be kept', async () => {
  const profile = profileOf(MAX_BLOCK + 1)
  const header = headerOf(await longJpeg(profile))
  const [short, long] = [1000, 1000 + profile.length]
  expect(metadataMemory({ metadata: '1' }, header, long)).toBe(
    metadataMemory({ metadata: '1' }, { format: 'jpeg' }, short),
  )
})
