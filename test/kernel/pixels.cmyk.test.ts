import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decode } from '../support/jpeg/kernel.ts'
import { kernel } from '../support/kernel/kernel.ts'
import { blocks, planes } from '../support/kernel/pixel-blocks.ts'
import { psnr } from '../support/picture/psnr.ts'
import { scene } from '../support/picture/scene.ts'

const wasm = kernel()
const { put, take, atEnd } = blocks(wasm)

function convert(
  name: 'cmykToRgba' | 'ycckToRgba',
  inks: readonly Uint8Array[],
  inverted: boolean,
): Uint8Array {
  const count = inks[0]?.length ?? 0
  const [a = 0, b = 0, c = 0, d = 0] = inks.map(put)
  const out = put(new Uint8Array(count * 4))
  const values = { k: d, count, inverted: Number(inverted), out, grid: 0 }
  if (name === 'cmykToRgba') wasm.cmykToRgba({ ...values, c: a, m: b, y: c })
  else wasm.ycckToRgba({ ...values, y: a, cb: b, cr: c })
  return take(out, count * 4)
}

const invert = (plane: Uint8Array) => plane.map((value) => 255 - value)

/**
 * Returns a TIFF with one row of inks, where 255 is full (TIFF 6.0, sections 2 and 16: separated).
 */
function tiff(pixels: Uint8Array): Buffer {
  const count = pixels.length / 4
  const [short, long] = [3, 4]
  const tags = [
    [256, long, 1, count],
    [257, short, 1, 1],
    [258, short, 4, 134],
    [259, short, 1, 1],
    [262, short, 1, 5],
    [273, long, 1, 142],
    [277, short, 1, 4],
    [278, short, 1, 1],
    [279, long, 1, pixels.length],
    [284, short, 1, 1],
  ]
  const head = Buffer.alloc(142)
  head.write('II*\0\x08\0\0\0\x0a\0', 'latin1')
  for (const [row, [tag = 0, type = 0, items = 0, value = 0]] of tags.entries()) {
    head.writeUInt16LE(tag, 10 + row * 12)
    head.writeUInt16LE(type, 12 + row * 12)
    head.writeUInt32LE(items, 14 + row * 12)
    head.writeUInt32LE(value, 18 + row * 12)
  }
  for (let channel = 0; channel < 4; channel++) head.writeUInt16LE(8, 134 + channel * 2)
  return Buffer.concat([head, pixels])
}

async function printed(inks: readonly Uint8Array[]): Promise<Uint8Array> {
  const pixels = Uint8Array.from(
    { length: (inks[0]?.length ?? 0) * 4 },
    (_, at) => inks[at % 4]?.[at >> 2] ?? 0,
  )
  return sharp(tiff(pixels)).toColourspace('srgb').raw().toBuffer()
}

const colors = (rgba: Uint8Array) => rgba.filter((_, at) => at % 4 !== 3)

function combinations(levels: readonly number[]): Uint8Array[] {
  const n = levels.length
  return [0, 1, 2, 3].map((ink) =>
    Uint8Array.from({ length: n ** 4 }, (_, at) => levels[Math.floor(at / n ** ink) % n] ?? 0),
  )
}

describe('converted inks', () => {
  it('look like the built-in press profile', async () => {
    const inks = combinations([0, 37, 74, 111, 148, 185, 222, 255])
    const [found, expected] = [colors(convert('cmykToRgba', inks, false)), await printed(inks)]
    const errors = Array.from(found, (value, at) => value - (expected[at] ?? 0))
    expect(psnr(found, expected)).toBeGreaterThan(41)
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(28)
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.25)
  })

  it('are gray as in the profile for black alone', async () => {
    const none = new Uint8Array(256)
    const inks = [none, none, none, Uint8Array.from(none, (_, level) => level)]
    expect(psnr(colors(convert('cmykToRgba', inks, false)), await printed(inks))).toBeGreaterThan(39)
  })

  it('are black for much of every ink, as in the profile', async () => {
    const inks = combinations([209, 217, 225, 233, 241, 249, 255])
    const [found, expected] = [colors(convert('cmykToRgba', inks, false)), await printed(inks)]
    const errors = Array.from(found, (value, at) => value - (expected[at] ?? 0))
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(8)
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(1)
  })

  it('are white for paper', () => {
    const paper = Uint8Array.of(0)
    expect([...convert('cmykToRgba', [paper, paper, paper, paper], false)]).toEqual([255, 255, 255, 255])
  })

  it('are opaque and the same at any position, and from inverted samples', () => {
    fc.assert(
      fc.property(planes(4), (inks) => {
        const found = convert('cmykToRgba', inks, false)
        expect(convert('cmykToRgba', inks.map(invert), true)).toEqual(found)
        expect(found.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
        const last = inks.map((plane) => plane.subarray(-1))
        expect(convert('cmykToRgba', last, false)).toEqual(found.subarray(-4))
      }),
    )
  })

  it('are read from Y, Cb, Cr and K as the complement of C, M and Y', () => {
    fc.assert(
      fc.property(planes(4), fc.boolean(), (stored, inverted) => {
        const [y = stored[0], cb = y, cr = y, k = y] = stored
        if (!y || !cb || !cr || !k) return
        const rgba = put(new Uint8Array(y.length * 4))
        wasm.yccToRgba(put(y), put(cb), put(cr), y.length, rgba)
        const rgb = take(rgba, y.length * 4)
        const samples = [0, 1, 2].map((channel) => invert(rgb.filter((_, at) => at % 4 === channel)))
        expect(convert('ycckToRgba', stored, inverted)).toEqual(
          convert('cmykToRgba', [...samples, k], inverted),
        )
      }),
    )
  })

  it('are read and written only inside their blocks', () => {
    for (let count = 0; count < 20; count++) {
      const [block, last] = [put(new Uint8Array(count * 4)), atEnd(count)]
      for (const out of [block, atEnd(4 * count)]) {
        wasm.cmykToRgba({ c: last, m: last, y: last, k: last, count, inverted: 0, out, grid: 0 })
        wasm.ycckToRgba({ y: last, cb: last, cr: last, k: last, count, inverted: 1, out, grid: 0 })
      }
    }
  })
})

describe('a CMYK JPEG', () => {
  // sharp writes inverted CMYK. The same samples marked as YCCK are another picture, which libvips
  // can read.
  it.each([
    ['CMYK', 0, 3, 'cmykToRgba'],
    ['YCCK', 2, 4, 'ycckToRgba'],
  ] as const)('looks as in sharp: %s', async (_, transform, color, convertTo) => {
    const { data, width, height } = scene(64, 40)
    const file = await sharp(data, { raw: { width, height, channels: 4 } })
      .toColourspace('cmyk')
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer()
    file[file.indexOf('Adobe') + 11] = transform
    const decoded = decode(file)
    expect(decoded).toMatchObject({ color, inverted: true })
    const inks = decoded.planes.map(({ data }) => data)
    const expected = await sharp(file).toColourspace('srgb').raw().toBuffer()
    expect(psnr(colors(convert(convertTo, inks, true)), expected)).toBeGreaterThan(38)
  })
})
