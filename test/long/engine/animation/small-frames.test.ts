import sharp from 'sharp'
import { expect, it } from 'vitest'
import { sharpFilm } from '../../../support/engine/animated.ts'
import { intentOf, transformed } from '../../../support/engine/transformed.ts'

it.each(['quality=100', 'nearlossless=1', 'lossless=1'])(
  'reserves room for many small frames of noise: %s',
  async (query) => {
    const [side, count] = [8, 1200]
    const noise = Uint8Array.from(
      { length: side * side * count * 4 },
      (_, at) => Math.imul(at + 1, 2_654_435_761) >>> 24,
    )
    const raw = { width: side, height: side * count, channels: 4, pageHeight: side } as const
    const file = await sharp(noise, { raw }).webp({ lossless: true, effort: 0 }).toBuffer()
    const { body } = await transformed(file, { ...intentOf(`animate=1&${query}`), keepSmaller: false })
    expect((await sharpFilm(body)).frames).toHaveLength(count)
  },
)
