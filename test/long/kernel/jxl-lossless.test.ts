import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { landscape } from '../../../samples/landscape.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { jxlEncoder } from '../../../src/engine/wasm/jxl-encoder.ts'
import { sideKernel } from '../../../src/engine/wasm/side-kernel.ts'
import { rgbTags, SRGB_CURVE, writeProfile } from '../../support/color/icc-writer.ts'
import { COLOR, encodeJxlLossless, type LosslessPicture } from '../../support/jxl/encoder.ts'
import { expectLossless } from '../../support/jxl/expect.ts'
import { type GivenPicture, jxlPicture, KINDS } from '../../support/jxl/pictures.ts'
import { bytes, kernel } from '../../support/kernel/kernel.ts'
import { randomNumbers } from '../../support/properties/random.ts'
import { runs, spreadRows } from '../../support/properties/runs.ts'

const DJXL = '/usr/bin/djxl'
const LIMIT = -3

const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 300 }))
const anyPicture: fc.Arbitrary<GivenPicture> = fc.record({
  width: side,
  height: side,
  bits: fc.constantFrom<8 | 16>(8, 16),
  kind: fc.constantFrom(...KINDS),
  hasAlpha: fc.boolean(),
  seed: fc.nat(0xffff_ffff),
})

const opaque = { hasAlpha: false, seed: 1, bits: 8 } as const

/** Maximum codestream length: the samples, and the bytes that groups, the tree and headers take. */
function maxLength({ width, height, data }: LosslessPicture): number {
  const groups = Math.ceil(width / 256) * Math.ceil(height / 256)
  return data.length + 256 * groups + 256 + (groups > 1 ? 65_536 : 0)
}

function webpLength({ width, height, data }: LosslessPicture): number {
  const wasm = kernel()
  sideKernel(wasm).vp8lEncodeOpen(width, height)
  const at = wasm.alloc(data.length)
  bytes(wasm, at, data.length).set(data)
  return sideKernel(wasm).vp8lEncodePicture(at)
}

describe('a lossless codestream', () => {
  it('has the samples of any picture', () => {
    fc.assert(
      fc.property(anyPicture, (given) => {
        const picture = { ...jxlPicture(given), effort: given.seed % 2 }
        const file = encodeJxlLossless(picture)
        expectLossless(file, picture)
        expect(file.length).toBeLessThanOrEqual(maxLength(picture))
      }),
      { numRuns: runs(200) },
    )
  })

  test.each([
    [1, 1],
    [256, 90],
    [257, 1],
    [1, 257],
    [270, 265],
    [2100, 5],
    [5, 2100],
  ])('has the samples of all kinds of pictures: %d × %d', (width, height) => {
    for (const kind of KINDS) {
      const picture = jxlPicture({ width, height, kind, ...opaque, hasAlpha: width % 2 === 0 })
      expectLossless(encodeJxlLossless(picture), picture)
    }
  })

  it('is about as long as a lossless WebP of the same photograph, and shorter with more effort', () => {
    for (const { width, height, data } of [landscape(400, 300), pebbles(400, 300)]) {
      const picture = { width, height, data }
      expect(encodeJxlLossless(picture).length).toBeLessThan(1.06 * webpLength(picture))
      expect(encodeJxlLossless({ ...picture, effort: 1 }).length).toBeLessThan(webpLength(picture))
    }
  })

  it('copies what occurred before', () => {
    const random = randomNumbers(8)
    const glyphs = Array.from({ length: 64 * 8 }, () => random() % 12)
    const [width, height] = [256, 192]
    const at = (x: number, y: number) =>
      glyphs[(((x >> 3) * 7 + (y >> 3) * 5) % 8) * 64 + (y % 8) * 8 + (x % 8)]
    const data = new Uint8Array(width * height * 4)
    for (let i = 0; i < width * height; i++) {
      const level = 20 * (at(i % width, Math.floor(i / width)) ?? 0)
      data.set([level, 255 - level, level, 255], 4 * i)
    }
    const picture = { width, height, data }
    const file = encodeJxlLossless(picture)
    expectLossless(file, picture)
    expect(file.length).toBeLessThan(4000)
  })

  it('has gray and no alpha for pictures without colors and transparency', () => {
    const gray = jxlPicture({ width: 30, height: 20, kind: 'gray', ...opaque })
    expect(expectLossless(encodeJxlLossless(gray), gray).planes).toHaveLength(1)
    const wide = { ...gray, color: COLOR.displayP3 }
    expect(expectLossless(encodeJxlLossless(wide), gray).planes).toHaveLength(3)
  })

  it('names its colors and its orientation', () => {
    const picture = jxlPicture({ width: 33, height: 20, kind: 'waves', ...opaque })
    const { header } = expectLossless(encodeJxlLossless({ ...picture, color: COLOR.displayP3 }), picture)
    expect(header.color).toMatchObject({ space: 'rgb', hasIcc: false })
    for (let orientation = 2; orientation <= 8; orientation++) {
      const file = encodeJxlLossless({ ...picture, orientation })
      expect(file.length).toBeGreaterThan(0)
    }
  })

  it('keeps the colors of transparent pixels', () => {
    const picture = jxlPicture({ width: 60, height: 50, kind: 'noise', ...opaque })
    for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 0
    expectLossless(encodeJxlLossless(picture), picture)
  })
})

describe('an ICC profile', () => {
  const picture = jxlPicture({ width: 20, height: 10, kind: 'waves', ...opaque })
  const encode = (icc: Uint8Array) =>
    expectLossless(encodeJxlLossless({ ...picture, color: COLOR.iccRgb, icc }), picture).icc

  const profile = writeProfile({
    tags: { ...rgbTags('adobeRgb', SRGB_CURVE), desc: new TextEncoder().encode('desc\0\0\0\0A name') },
  })

  it('is kept exactly', () => {
    expect(Buffer.compare(encode(profile) ?? Buffer.alloc(0), profile)).toBe(0)
  })

  it('is kept exactly if any of its bytes are damaged', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 40 }), (seed, count) => {
        const random = randomNumbers(seed)
        const damaged = profile.slice(0, 1 + (random() % profile.length))
        for (let i = 0; i < count; i++) damaged[random() % damaged.length] = random() & 255
        expect(Buffer.compare(encode(damaged) ?? Buffer.alloc(0), damaged)).toBe(0)
      }),
      { numRuns: runs(300) },
    )
  })
})

it.runIf(existsSync(DJXL))('is decoded alike by djxl', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jxl-'))
  const [from, to] = [join(folder, 'a.jxl'), join(folder, 'a.png')]
  try {
    for (const kind of spreadRows(KINDS, 4)) {
      for (const hasAlpha of [true, false]) {
        const picture = jxlPicture({ width: 300, height: 90, kind, bits: 8, hasAlpha, seed: 3 })
        writeFileSync(from, encodeJxlLossless(picture))
        execFileSync(DJXL, [from, to, '--quiet'], { stdio: 'pipe' })
        const decoded = sharp(readFileSync(to)).ensureAlpha().toColourspace('srgb')
        expect(Buffer.compare(await decoded.raw().toBuffer(), picture.data), kind).toBe(0)
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('the encoder', () => {
  it.each([
    [0, 1, 8, 0],
    [1, 0, 8, 0],
    [65_536, 1, 8, 0],
    [1, 1, 12, 0],
    [1, 1, 8, -1],
    [40_000, 40_000, 8, 0],
  ])('refuses %d × %d with %d bits and a profile of %d bytes', (width, height, bits, icc) => {
    expect(jxlEncoder(kernel()).jxlLosslessOpen(width, height, bits, icc, 0)).toBe(LIMIT)
  })

  it('refuses colors, orientations and profiles that do not exist', () => {
    const wasm = kernel()
    const encoder = jxlEncoder(wasm)
    encoder.jxlLosslessOpen(1, 1, 8, 0, 0)
    const at = wasm.alloc(4)
    for (const [color, orientation] of [
      [-1, 1],
      [5, 1],
      [COLOR.iccRgb, 1],
      [0, 0],
      [0, 9],
    ] as const)
      expect(encoder.jxlLosslessPicture(at, color, orientation, 0)).toBe(LIMIT)
  })

  it('returns no piece before a picture and after the last piece', () => {
    const wasm = kernel()
    const encoder = jxlEncoder(wasm)
    encoder.jxlLosslessOpen(1, 1, 8, 0, 0)
    expect(encoder.jxlLosslessNext()).toBe(0)
    encoder.jxlLosslessPicture(wasm.alloc(4), 0, 1, 0)
    while (encoder.jxlLosslessNext() > 0);
    expect(encoder.jxlLosslessNext()).toBe(0)
  })
})
