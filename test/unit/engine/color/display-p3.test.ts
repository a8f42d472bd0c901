import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { isDisplayP3 } from '../../../../src/engine/color/display-p3.ts'
import type { ColorSource } from '../../../../src/engine/picture/header.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'

const profile = (name: keyof typeof PROFILES): ColorSource => ({ kind: 'icc', profile: PROFILES[name] })
const cicp = (primaries: number, transfer: number): ColorSource => ({ kind: 'cicp', primaries, transfer })

describe('Display P3', () => {
  it.each([
    ['its profile', profile('displayP3'), 3, true],
    ['its code points', cicp(12, 13), 3, true],
    ['no description', undefined, 3, false],
    ['sRGB', profile('srgb'), 3, false],
    ['Adobe RGB', profile('adobeRgb'), 3, false],
    ['ProPhoto', profile('proPhoto'), 3, false],
    ['code points of BT.2020', cicp(9, 13), 3, false],
    ['P3 with another white', cicp(11, 13), 3, false],
    ['P3 with another curve', cicp(12, 8), 3, false],
    ['gray', profile('displayP3'), 1, false],
    ['inks', profile('displayP3'), 4, false],
  ] as const)('is recognized by %s', (_, color, components, expected) => {
    expect(isDisplayP3({ color, components })).toBe(expected)
  })

  it('is recognized by a profile of few bytes', async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#f80' } })
    expect(isDisplayP3(headerOf(await picture.withIccProfile('p3').png().toBuffer()))).toBe(true)
  })
})
