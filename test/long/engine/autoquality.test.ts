import sharp from 'sharp'
import { expect, it } from 'vitest'
import { transformed } from '../../support/engine/transformed.ts'

it('takes no coefficients of a progressive JPEG to compare it', async () => {
  const [width, height] = [4200, 3000]
  const flat = sharp({ create: { width, height, channels: 3, background: '#336699' } })
  const file = new Uint8Array(await flat.jpeg().toBuffer())
  const options = { format: 'jpeg', width: 4000, progressive: true } as const
  const plain = await transformed(file, options)
  const made = await transformed(file, { ...options, autoquality: 0.9 })
  expect(made.info.size).toEqual(plain.info.size)
  expect(made.info.tries).toBeGreaterThan(0)
})
