import fc from 'fast-check'
import sharp from 'sharp'
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash'
import { describe, expect, it } from 'vitest'
import { lighthouse } from '../../../../samples/lighthouse.ts'
import { dominantColor, thumbhash } from '../../../../src/engine/analysis/summary.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'

function row(...pixels: readonly (readonly [number, number, number, number])[]): Frame {
  return { width: pixels.length, height: 1, data: Uint8Array.from(pixels.flat()) }
}

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))

describe('the dominant color', () => {
  it('is the mean of similar colors', () => {
    expect(dominantColor(row([200, 10, 16, 255], [202, 12, 18, 255], [0, 0, 255, 255]))).toBe('#c90b11')
  })

  it('is weighted by opacity', () => {
    const faint = [0, 0, 255, 40] as const
    expect(dominantColor(row(faint, faint, [9, 200, 9, 120]))).toBe('#09c809')
    expect(dominantColor(row(faint, faint, faint, faint, [9, 200, 9, 120]))).toBe('#0000ff')
    expect(dominantColor(row([90, 90, 90, 255], [94, 94, 94, 85]))).toBe('#5b5b5b')
  })

  it('is black for a transparent picture', () => {
    expect(dominantColor(row([250, 250, 250, 0]))).toBe('#000000')
  })

  it('does not depend on the order of pixels, unless two colors are equally frequent', () => {
    const color = fc.constantFrom([250, 0, 0, 255] as const, [0, 90, 0, 255] as const)
    fc.assert(
      fc.property(fc.array(color, { minLength: 1, maxLength: 31 }), (pixels) => {
        fc.pre(pixels.filter(([red]) => red > 0).length * 2 !== pixels.length)
        expect(dominantColor(row(...pixels))).toBe(dominantColor(row(...pixels.toReversed())))
      }),
    )
  })

  it("is close to sharp's", async () => {
    const { width, height, data } = lighthouse(75, 100)
    const { dominant } = await sharp(data, { raw: { width, height, channels: 4 } }).stats()
    const [r = 0, g = 0, b = 0] = channels(dominantColor({ width, height, data }))
    for (const apart of [r - dominant.r, g - dominant.g, b - dominant.b])
      expect(Math.abs(apart)).toBeLessThanOrEqual(16)
  })
})

describe('the ThumbHash', () => {
  it('has the aspect ratio and the mean color', () => {
    const picture = lighthouse(75, 100)
    const hash = Uint8Array.from(Buffer.from(thumbhash(picture), 'base64'))
    expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(0.75, 0)
    const mean = (channel: number) =>
      picture.data.reduce((sum, value, at) => sum + (at % 4 === channel ? value : 0), 0) / 7500 / 255
    const { r, g, b, a } = thumbHashToAverageRGBA(hash)
    for (const [index, level] of [r, g, b].entries()) expect(Math.abs(level - mean(index))).toBeLessThan(0.05)
    expect(a).toBe(1)
  })

  it('exists for tiny and for transparent pictures', () => {
    for (const picture of [row([1, 2, 3, 255]), row([0, 0, 0, 0], [0, 0, 0, 0])])
      expect(thumbhash(picture)).toMatch(/^[A-Za-z0-9+/]+=*$/)
  })
})
