import sharp from 'sharp'
import { expect, it } from 'vitest'
import { rotatedSize } from '../../../src/ops/rotate.ts'
import { randomNumbers } from '../../support/png.ts'

it('has the size that sharp gives', async () => {
  const random = randomNumbers(5)
  const upTo = (limit: number) => Math.floor((random() / 2 ** 32) * limit)
  for (let round = 0; round < 250; round++) {
    const size = { width: 1 + upTo(90), height: 1 + upTo(70) }
    const angle = round % 4 === 0 ? (upTo(48) - 24) * 15 : (upTo(71_800) - 35_900) / (round % 2 ? 100 : 1)
    if (angle % 90 === 0) continue
    const picture = sharp({ create: { ...size, channels: 3, background: '#fff' } })
    const { info } = await picture.rotate(angle).raw().toBuffer({ resolveWithObject: true })
    const { width, height } = info
    expect({ ...size, angle, rotated: rotatedSize(size, angle) }).toEqual({
      ...size,
      angle,
      rotated: { width, height },
    })
  }
})
