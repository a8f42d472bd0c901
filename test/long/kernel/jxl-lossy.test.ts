import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { landscape } from '../../../samples/landscape.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { jxlEncoder } from '../../../src/engine/wasm/jxl-encoder.ts'
import { type DecodedJxl, decodeJxl, interleave } from '../../support/jxl/decoder/decode.ts'
import {
  encodeJxlLossy,
  type GivenLossy,
  LOSSY_CONTENTS,
  type LossyPicture,
  lossyPicture,
  rgbOf,
} from '../../support/jxl/lossy.ts'
import { kernel } from '../../support/kernel/kernel.ts'
import { runs } from '../../support/properties/runs.ts'

const DJXL = '/usr/bin/djxl'
const LIMIT = -3

const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 300 }))
const anyPicture: fc.Arbitrary<GivenLossy> = fc.record({
  width: side,
  height: side,
  content: fc.constantFrom(...LOSSY_CONTENTS),
  layout: fc.constantFrom<LossyPicture['layout']>('rgba', 'gray', 'ycc'),
  halves: fc.integer({ min: 0, max: 3 }),
  levels: fc.constantFrom(0, 2, 16, 256),
  seed: fc.nat(0xffff_ffff),
})
const plain = { layout: 'rgba', halves: 0, levels: 0, seed: 1 } as const

/** Returns the mean difference to the picture, of levels from 0 to 255. */
function differenceOf(decoded: DecodedJxl, picture: LossyPicture): number {
  const samples = interleave(decoded, 8)
  const channels = decoded.planes.length
  const colors = channels < 3 ? 1 : 3
  const wanted = rgbOf(picture)
  let sum = 0
  for (let i = 0; i < wanted.length; i++) {
    const sample = samples[Math.floor(i / 3) * channels + Math.min(i % 3, colors - 1)] ?? 0
    sum += Math.abs(sample - (wanted[i] ?? 0))
  }
  return sum / wanted.length
}

function expectPicture(file: Uint8Array, picture: LossyPicture): DecodedJxl {
  const decoded = decodeJxl(file)
  const hasAlpha = picture.layout === 'rgba' && (picture.levels ?? 0) > 0
  expect(decoded).toMatchObject({ width: picture.width, height: picture.height })
  expect(decoded.planes).toHaveLength((picture.layout === 'gray' ? 1 : 3) + Number(hasAlpha))
  for (const { bits, size } of decoded.sections) expect(bits).toBeLessThanOrEqual(size)
  return decoded
}

describe('a lossy codestream', () => {
  it('can be decoded, for any picture at any quality', () => {
    fc.assert(
      fc.property(anyPicture, fc.integer({ min: 1, max: 100 }), (given, quality) => {
        const picture = lossyPicture(given)
        expectPicture(encodeJxlLossy(picture, quality), picture)
      }),
      { numRuns: runs(200) },
    )
  })

  test.each([
    [1, 1],
    [8, 8],
    [9, 17],
    [256, 16],
    [257, 1],
    [1, 257],
    [260, 258],
    [2060, 9],
  ])('looks like the picture: %d × %d', (width, height) => {
    for (const content of LOSSY_CONTENTS) {
      for (const layout of ['rgba', 'gray', 'ycc'] as const) {
        const picture = lossyPicture({ ...plain, width, height, content, layout })
        const decoded = expectPicture(encodeJxlLossy(picture, 90), picture)
        const most = content === 'noise' ? 26 : content === 'squares' ? 6 : 3
        expect(differenceOf(decoded, picture), `${content} ${layout}`).toBeLessThan(most)
      }
    }
  })

  it('enlarges halved chroma', () => {
    for (const halves of [1, 2, 3]) {
      const given = { ...plain, width: 61, height: 47, content: 'gradient', layout: 'ycc', halves } as const
      const picture = lossyPicture(given)
      expect(differenceOf(expectPicture(encodeJxlLossy(picture, 95), picture), picture)).toBeLessThan(2)
    }
  })

  it('is longer and nearer to the picture at a higher quality', () => {
    const { width, height, data } = landscape(240, 160)
    const picture = { width, height, data, layout: 'rgba' } as const
    let [length, difference] = [0, 256]
    for (const quality of [20, 50, 75, 82, 90, 97]) {
      const file = encodeJxlLossy(picture, quality)
      const found = differenceOf(decodeJxl(file), picture)
      expect(file.length).toBeGreaterThan(length)
      expect(found).toBeLessThan(difference)
      ;[length, difference] = [file.length, found]
    }
  })

  it('is the same for the same picture in RGBA and in planes without color', () => {
    const picture = lossyPicture({ ...plain, width: 70, height: 50, content: 'waves', layout: 'gray' })
    const gray = picture.layout === 'gray' ? picture.data : new Uint8Array()
    const neutral = new Uint8Array(35 * 25).fill(128)
    const planes = [gray, neutral, neutral] as const
    const data = Uint8Array.from({ length: 4 * gray.length }, (_, i) =>
      i % 4 === 3 ? 255 : (gray[i >> 2] ?? 0),
    )
    const size = { width: 70, height: 50 }
    const rgba = encodeJxlLossy({ ...size, layout: 'rgba', data }, 80)
    const ycc = encodeJxlLossy({ ...size, layout: 'ycc', planes, halves: 3 }, 80)
    expect(Buffer.compare(rgba, ycc)).toBe(0)
    const decoded = interleave(decodeJxl(rgba), 8)
    const one = interleave(decodeJxl(encodeJxlLossy(picture, 80)), 8)
    for (let i = 0; i < one.length; i++)
      expect(Math.abs((decoded[3 * i] ?? 0) - (one[i] ?? 0))).toBeLessThan(2)
  })

  it('names Display P3, and shows its colors', () => {
    const given = { ...plain, width: 40, height: 30, content: 'gradient' } as const
    const picture = lossyPicture(given)
    if (picture.layout !== 'rgba') throw new Error('the picture is not in RGBA')
    const decoded = expectPicture(encodeJxlLossy({ ...picture, isP3: true }, 95), picture)
    expect(decoded.header.color).toMatchObject({ space: 'rgb', hasIcc: false })
    expect(differenceOf(decoded, picture)).toBeLessThan(2)
  })

  it('is always the same', () => {
    const digest = (picture: LossyPicture, quality: number) =>
      createHash('sha256').update(encodeJxlLossy(picture, quality)).digest('hex').slice(0, 16)
    const frame = pebbles(300, 270)
    const rgba = { width: frame.width, height: frame.height, data: frame.data, layout: 'rgba' } as const
    const others = [
      { ...plain, width: 61, height: 47, content: 'waves', layout: 'ycc', halves: 3 },
      { ...plain, width: 61, height: 47, content: 'squares', layout: 'gray' },
      { ...plain, width: 280, height: 30, content: 'waves', levels: 16 },
    ] as const
    expect([
      digest(rgba, 82),
      digest(rgba, 40),
      ...others.map((given) => digest(lossyPicture(given), 75)),
    ]).toEqual([
      'cdcf2d29fba767ee',
      '884c6114fc49c9b7',
      '296cd4a6fefc245d',
      '8d3284201997bc2e',
      'b95c1539ae5462de',
    ])
  })
})

describe('alpha', () => {
  it.each([
    [200, 150],
    [300, 20],
  ])('is kept exactly with 256 levels: %d × %d', (width, height) => {
    const picture = lossyPicture({ ...plain, width, height, content: 'waves', levels: 256 })
    const wanted = picture.layout === 'rgba' ? picture.data.slice() : new Uint8Array()
    const samples = interleave(expectPicture(encodeJxlLossy(picture, 50), picture), 8)
    for (let i = 3; i < samples.length; i += 4) if (samples[i] !== wanted[i]) expect.fail(`sample ${i}`)
  })

  it('is rounded to fewer levels, of which the first and the last stay', () => {
    const picture = lossyPicture({ ...plain, width: 200, height: 90, content: 'flat', levels: 5 })
    const samples = interleave(decodeJxl(encodeJxlLossy(picture, 50)), 8)
    const levels = new Set(samples.filter((_, i) => i % 4 === 3))
    expect([...levels].toSorted((a, b) => a - b)).toEqual([0, 64, 128, 191, 255])
  })
})

it.runIf(existsSync(DJXL))('is decoded alike by djxl', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jxl-'))
  const [from, to] = [join(folder, 'a.jxl'), join(folder, 'a.png')]
  try {
    for (const content of LOSSY_CONTENTS) {
      for (const [layout, levels] of [
        ['rgba', 0],
        ['rgba', 256],
        ['ycc', 0],
      ] as const) {
        for (const [width, height] of [
          [61, 90],
          [300, 40],
        ] as const) {
          const picture = lossyPicture({ ...plain, width, height, content, layout, levels, halves: 3 })
          const file = encodeJxlLossy(picture, 70)
          writeFileSync(from, file)
          execFileSync(DJXL, [from, to, '--quiet'], { stdio: 'pipe' })
          const theirs = await sharp(readFileSync(to)).raw().toBuffer()
          const ours = interleave(decodeJxl(file), 8)
          expect(theirs).toHaveLength(ours.length)
          const most = theirs.reduce((max, sample, i) => Math.max(max, Math.abs(sample - (ours[i] ?? 0))), 0)
          expect(most, `${content} ${layout} ${levels}`).toBeLessThanOrEqual(2)
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('memory', () => {
  it('is enough for noise of many groups', { timeout: 60_000 }, () => {
    for (const quality of [90, 100]) {
      for (const levels of [0, 256]) {
        const picture = lossyPicture({ ...plain, width: 530, height: 300, content: 'noise', levels })
        expectPicture(encodeJxlLossy(picture, quality), picture)
      }
    }
  })
})

describe('the encoder', () => {
  it.each([
    [0, 1, 80, 0],
    [1, 0, 80, 0],
    [65_536, 1, 80, 0],
    [40_000, 40_000, 80, 0],
    [1, 1, 0, 0],
    [1, 1, 101, 0],
    [1, 1, 80, 1],
    [1, 1, 80, 257],
    [1, 1, 80, -1],
  ])('refuses %d × %d at the quality %d with %d levels of alpha', (width, height, quality, levels) => {
    expect(jxlEncoder(kernel()).jxlLossyOpen(width, height, quality, levels)).toBe(LIMIT)
  })

  it('returns no piece before a picture and after the last piece', () => {
    const wasm = kernel()
    const encoder = jxlEncoder(wasm)
    encoder.jxlLossyOpen(1, 1, 80, 0)
    expect(encoder.jxlLossyNext()).toBe(0)
    encoder.jxlLossyRgba(wasm.alloc(4), 0)
    while (encoder.jxlLossyNext() > 0);
    expect(encoder.jxlLossyNext()).toBe(0)
  })

  it('encodes several pictures of the size that it was opened for', () => {
    const wasm = kernel()
    const encoder = jxlEncoder(wasm)
    encoder.jxlLossyOpen(30, 20, 80, 0)
    const at = wasm.alloc(30 * 20 * 4)
    const first = encoder.jxlLossyRgba(at, 0)
    new Uint8Array(wasm.memory.buffer, at, 2400).fill(200)
    encoder.jxlLossyRgba(at, 0)
    new Uint8Array(wasm.memory.buffer, at, 2400).fill(0)
    expect(encoder.jxlLossyRgba(at, 0)).toBe(first)
  })
})
