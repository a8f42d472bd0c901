import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { transformed } from '../../../support/engine/transformed.ts'
import { FALSE_SIZES } from '../../../support/hostile/false-sizes.ts'
import { scene } from '../../../support/picture/scene.ts'
import { failure } from '../../../support/process/failure.ts'

const picture = sharp(scene(96, 64).data, { raw: { width: 96, height: 64, channels: 4 } })
const AVIF = new Uint8Array(await picture.removeAlpha().avif({ effort: 0 }).toBuffer())

function claiming(megapixels: number, query: string) {
  const height = Math.floor(Math.sqrt((megapixels * 1e6) / 1.5))
  return transformed(FALSE_SIZES.avif(AVIF, Math.floor(height * 1.5), height), query)
}

describe.each([
  ['output=json', 'output=json'],
  ['trim=5', 'trim'],
  ['crop=smart&width=9&height=9', 'crop=smart'],
  ['trim=5&crop=smart&width=9&height=9', 'trim and crop=smart'],
])('an analysis for %s', (query, parameters) => {
  it('is refused if it does not fit, with the largest number of megapixels that fits', async () => {
    const refused = await claiming(35, query).catch((error: unknown) => error)
    const detail = refused instanceof Error ? refused.message : ''
    expect(refused).toEqual(failure('over-budget'))
    const [, named, most] =
      /^(.+): the image has 35\.0 megapixels: at most ([\d.]+) of this kind fit$/.exec(detail) ?? []
    expect(named).toBe(parameters)
    // The decoder runs, and finds that the file is shorter than its header claims.
    await expect(claiming(Number(most), query)).rejects.toEqual(failure('corrupt'))
    await expect(claiming(Number(most) + 0.2, query)).rejects.toEqual(failure('over-budget'))
  })
})
