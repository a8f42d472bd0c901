import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { countFrames, findFrames } from '../../../../src/engine/formats/frames.ts'
import type { SourceFormat } from '../../../../src/engine/formats/header.ts'
import { probe } from '../../../../src/engine/formats/probe.ts'
import { avif, box, ftyp, fullBox, meta } from '../../../support/avif/writer.ts'
import {
  anmf,
  be32,
  gif,
  gifComment,
  gifControl,
  gifImage,
  join,
  vp8,
  vp8x,
  WEBP,
  webp,
} from '../../../support/bytes/image-writers.ts'
import { byteInput } from '../../../support/engine/byte-input.ts'
import { headerOf } from '../../../support/engine/decode-whole.ts'
import { gifPicture, palette, writeGif } from '../../../support/gif/writer.ts'
import { mutations } from '../../../support/hostile/mutations.ts'

const count = (format: SourceFormat, file: Uint8Array, cuts: Iterable<number> = []) =>
  countFrames(format, byteInput(file, cuts).chunks())

const frames = (number: number) => Array.from({ length: number }, () => join(gifControl(true), gifImage()))

const animation = (flags: number, ...chunks: readonly Uint8Array[]) =>
  webp(vp8x(WEBP.animation | flags, 40, 30), ...chunks)

const FILES: readonly [string, 'gif' | 'webp', Uint8Array, number][] = [
  ['a still GIF', 'gif', gif(), 1],
  ['an animated GIF', 'gif', gif({ blocks: [gifComment('hello'), ...frames(7), gifComment('end')] }), 7],
  ['a GIF with something behind its trailer', 'gif', join(gif({ blocks: frames(2) }), gifImage()), 2],
  [
    'a GIF of real images',
    'gif',
    writeGif({
      width: 90,
      height: 70,
      palette: palette(16),
      images: [
        gifPicture(90, 70, 16),
        gifPicture(40, 30, 8, { palette: palette(8), block: 100 }),
        gifPicture(3, 3, 16),
      ],
    }),
    3,
  ],
  ['a still WebP', 'webp', webp(vp8(40, 30)), 1],
  ['an animated WebP', 'webp', animation(0, anmf(40, 30), anmf(5, 5), anmf(9, 9)), 3],
  ['an animated WebP of odd chunks', 'webp', animation(0, anmf(40, 30, join(vp8(40, 30), 1)), anmf(9, 9)), 2],
  ['a WebP with a frame behind its end', 'webp', join(animation(0, anmf(40, 30)), anmf(40, 30)), 1],
]

test.each(FILES)('counts the frames of %s', async (_, format, file, number) => {
  expect(headerOf(file).frames).toBe(number)
  expect(await count(format, file)).toBe(number)
  expect(await count(format, file, file.keys())).toBe(number)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(file.length), { maxLength: 20 }), async (cuts) => {
      expect(await count(format, file, cuts)).toBe(number)
    }),
    { numRuns: 10 },
  )
})

test.each([
  ['none', [], false],
  ['disposal 2', [gifControl(true, 2)], false],
  ['disposal 3', [gifControl(true, 3)], true],
  ['disposal 4', [gifControl(true, 4)], true],
  ['a comment like a control', [gifComment('\x0c\x0c\x0c\x0c')], false],
  ['an empty control', [Uint8Array.of(0x21, 0xf9, 0)], false],
  ['a control of 5 bytes', [Uint8Array.of(0x21, 0xf9, 5, 12, 0, 0, 0, 0, 0)], false],
  ['two controls', [gifControl(true, 3), gifControl(true, 1)], false],
] as const)('knows if frames of a GIF are restored: %s', async (_, blocks, restores) => {
  const file = gif({ blocks: [...frames(1), ...blocks, gifImage(), ...frames(2)] })
  for (const cuts of [[], [...file.keys()]])
    expect(await findFrames('gif', byteInput(file, cuts).chunks())).toEqual({
      frames: 4,
      longest: 0,
      restores,
    })
})

test('knows the longest frame of a WebP', async () => {
  const [long, short] = [anmf(40, 30, join(vp8(40, 30), new Uint8Array(98))), anmf(9, 9)]
  const found = await findFrames('webp', [animation(0, short, long, short)])
  expect(found).toEqual({ frames: 3, longest: long.length - 8, restores: false })
})

test('counts the frames of animations written by libvips', async () => {
  const data = Uint8Array.from({ length: 20 * 50 * 4 }, (_, at) => at * 97)
  const made = sharp(data, { raw: { width: 20, height: 50, channels: 4, pageHeight: 10 } })
  const options = { delay: [50, 50, 50, 50, 50] }
  expect(await count('gif', await made.gif(options).toBuffer())).toBe(5)
  expect(await count('webp', await made.webp(options).toBuffer())).toBe(5)
})

describe('a truncated or damaged file', () => {
  function countOfProbe(file: Uint8Array): number | undefined {
    try {
      return probe(file, true)?.frames
    } catch {
      return undefined
    }
  }

  it.each(FILES)('has as many frames as begin before the damage: %s', async (_, format, file) => {
    let seen = 0
    const cuts = Array.from({ length: file.length }, (_, length) => file.subarray(0, length))
    for (const part of [...cuts.filter((_, at) => at % 3 === 0), ...mutations(file, 60)]) {
      const number = await count(format, part)
      expect(number).toBeGreaterThanOrEqual(1)
      const expected = countOfProbe(part)
      if (expected === undefined) continue
      seen++
      expect(number).toBe(expected)
    }
    expect(seen).toBeGreaterThan(10)
  })

  it('has 1 frame if it is empty or of another format', async () => {
    for (const format of ['gif', 'webp', 'avif'] as const) {
      expect(await count(format, new Uint8Array(0))).toBe(1)
      expect(await count(format, new Uint8Array(100))).toBe(1)
    }
  })
})

describe('an AVIF', () => {
  const hdlr = (type: string) => fullBox('hdlr', join(be32(0), type, new Uint8Array(13)))
  const stsz = (samples: number) => fullBox('stsz', join(be32(0), be32(samples), new Uint8Array(4 * samples)))
  const track = (type: string, samples: number) => {
    const stbl = box('stbl', join(box('stsd', 'x'), stsz(samples)))
    return box('trak', join(box('tkhd', 'x'), box('mdia', join(hdlr(type), box('minf', stbl)))))
  }
  const sequence = (...tracks: readonly Uint8Array[]) =>
    join(ftyp(['avis', 'avif']), meta(), box('mdat', 'data'), box('moov', join(box('mvhd', 'x'), ...tracks)))

  it('has as many frames as its picture track has samples', async () => {
    for (const tracks of [
      [track('pict', 12)],
      [track('auxv', 7), track('pict', 12)],
      [track('pict', 12), track('auxv', 7)],
    ]) {
      const file = sequence(...tracks)
      expect(headerOf(file).frames).toBeUndefined()
      expect(await count('avif', file, file.keys())).toBe(12)
    }
  })

  it('is counted if a box with a 64-bit length precedes the track', async () => {
    const wide = join(be32(1), 'mdat', be32(0), be32(16 + 4), 'data')
    expect(await count('avif', join(wide, sequence(track('pict', 3))))).toBe(3)
  })

  it('has 1 frame without a picture track or with broken boxes', async () => {
    for (const file of [
      avif(),
      sequence(),
      sequence(track('soun', 9)),
      join(be32(7), 'free', sequence(track('pict', 9))),
    ])
      expect(await count('avif', file)).toBe(1)
    expect(await count('avif', join(ftyp(), box('hdlr', 'short'), box('stsz', '')))).toBe(1)
  })
})

test('does not read files of other formats', async () => {
  const input = byteInput(gif())
  expect(await countFrames('jpeg', input.chunks())).toBe(1)
  expect(input.read).toBe(0)
})

test('closes the file as soon as the number is known', async () => {
  const input = byteInput(join(gif({ blocks: frames(2) }), new Uint8Array(1000)), [500, 1000])
  expect(await countFrames('gif', input.chunks())).toBe(2)
  expect(input.left).toBe(true)
  expect(input.read).toBeLessThan(1000)
})
