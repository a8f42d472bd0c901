import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { bubble } from '../../../samples/bubble.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { SAMPLE_NAMES, type Sample, samples } from '../../../samples/samples.ts'

const SCALE = 0.05
const made = new Map<string, Sample>()

beforeAll(async () => {
  for await (const sample of samples(SCALE)) made.set(sample.name, sample)
})

function bytesOf(name: string): Uint8Array {
  const sample = made.get(name)
  if (!sample) throw new Error(`no sample ${name}`)
  return sample.bytes
}

describe('samples', () => {
  it('have the listed names, each once', () => {
    expect([...made.keys()]).toEqual(SAMPLE_NAMES)
    expect(new Set(SAMPLE_NAMES).size).toBe(SAMPLE_NAMES.length)
  })

  it('match their media type and name', async () => {
    for (const { name, type, bytes } of made.values()) {
      const { format } = await sharp(bytes).metadata()
      expect(type.replace('+xml', '')).toBe(`image/${format}`)
      expect(name.replace(/jpg$/, 'jpeg')).toMatch(new RegExp(`\\.${format}$`))
    }
  })

  it.each([
    ['landscape.jpg', 90, 60],
    ['portrait.jpg', 80, 60],
    ['bubble.png', 60, 45],
    ['pebbles.webp', 80, 53],
    ['windmill.gif', 24, 16],
  ])('contain %s with %i × %i pixels', async (name, width, height) => {
    expect(await sharp(bytesOf(name)).metadata()).toMatchObject({ width, height })
  })

  it('include streamable JPEGs with subsampled chroma', async () => {
    for (const name of ['landscape.jpg', 'portrait.jpg']) {
      const { chromaSubsampling, isProgressive } = await sharp(bytesOf(name)).metadata()
      expect({ chromaSubsampling, isProgressive }).toEqual({
        chromaSubsampling: '4:2:0',
        isProgressive: false,
      })
    }
  })

  it('include an animation', async () => {
    const { pages, loop, delay } = await sharp(bytesOf('windmill.gif'), { animated: true }).metadata()
    expect({ pages, loop, delay }).toEqual({ pages: 16, loop: 0, delay: Array(16).fill(70) })
  })

  it('include a portrait that needs its orientation', async () => {
    expect((await sharp(bytesOf('portrait.jpg')).metadata()).orientation).toBe(6)
    const { data, info } = await sharp(bytesOf('portrait.jpg'))
      .autoOrient()
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const upright = lighthouse(60, 80)
    expect(info).toMatchObject({ width: upright.width, height: upright.height })
    let difference = 0
    for (const [i, value] of upright.data.entries()) difference += Math.abs(value - (data[i] ?? Number.NaN))
    expect(difference / data.length).toBeLessThan(6)
  })

  it('include bubbles with exact transparency', async () => {
    const decoded = await sharp(bytesOf('bubble.png')).raw().toBuffer()
    expect(new Uint8Array(decoded)).toEqual(bubble(60, 45).data)
  })
})
