import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { failure } from '../../support/failure.ts'
import { LIARS } from '../../support/liars.ts'
import { scene } from '../../support/scene.ts'
import { transformed } from '../../support/transformed.ts'

const picture = sharp(scene(96, 64).data, { raw: { width: 96, height: 64, channels: 4 } })
const WEBP = new Uint8Array(await picture.removeAlpha().webp().toBuffer())

/** What becomes of a WebP whose header claims so many megapixels, in 3:2. */
function claiming(megapixels: number, query: string) {
  const height = Math.floor(Math.sqrt((megapixels * 1e6) / 1.5))
  return transformed(LIARS.vp8(WEBP, Math.floor(height * 1.5), height), query)
}

describe.each([
  ['output=json', 'output=json'],
  ['trim=5', 'trim'],
  ['crop=smart&width=9&height=9', 'crop=smart'],
  ['trim=5&crop=smart&width=9&height=9', 'trim and crop=smart'],
])('an analysis for %s', (query, asker) => {
  it('that does not fit names the megapixels that do, and little more do not', async () => {
    const refused = await claiming(35, query).catch((error: unknown) => error)
    const detail = refused instanceof Error ? refused.message : ''
    expect(refused).toEqual(failure('over-budget'))
    const [, asked, most] =
      /^(.+): the image has 35\.0 megapixels: at most ([\d.]+) of this kind fit$/.exec(detail) ?? []
    expect(asked).toBe(asker)
    // It fits, so that the decoder is asked, and finds that the header lies.
    await expect(claiming(Number(most), query)).rejects.toEqual(failure('corrupt'))
    await expect(claiming(Number(most) + 0.2, query)).rejects.toEqual(failure('over-budget'))
  })
})
