import { setTimeout } from 'node:timers/promises'
import { deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Failure } from '../../../../src/errors.ts'
import { deflate, inflate } from '../../../../src/formats/png/zlib.ts'
import { byteInput } from '../../../support/byte-input.ts'
import { failure } from '../../../support/failure.ts'
import { join } from '../../../support/image-writers.ts'
import { zlibBomb } from '../../../support/png.ts'
import { randomNumbers } from '../../../support/random.ts'

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = []
  for await (const piece of pieces) copies.push(Buffer.from(piece))
  return Buffer.concat(copies)
}

const random = randomNumbers(1)
const plain = Uint8Array.from({ length: 200_000 }, (_, at) => (at >> 4) ^ (random() & 7))
const zlib = deflateSync(plain)

describe('inflate', () => {
  it('gives the same however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(zlib.length), { maxLength: 30 }), async (cuts) => {
        const actual = await gathered(inflate(byteInput(zlib, cuts).chunks()))
        expect(Buffer.compare(actual, plain)).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it('gives pieces of 64 KB at most, and takes no more than they need', async () => {
    const bomb = zlibBomb(2 ** 28)
    const input = byteInput(
      bomb,
      Array.from({ length: bomb.length / 100 }, (_, at) => at * 100),
    )
    const pieces = inflate(input.chunks())
    for (let count = 0; count < 3; count++) {
      const { value } = await pieces.next()
      await setTimeout(5)
      expect(value).toHaveLength(65_536)
      expect(input.read).toBeLessThan(2 * 65_536)
    }
    await pieces.return()
    await expect.poll(() => input.left).toBe(true)
    expect(input.read).toBeLessThan(2 * 65_536)
  })

  it('ignores what follows the end of the stream, but reads it', async () => {
    for (const cuts of [[], [zlib.length], [zlib.length + 1], [zlib.length - 1, zlib.length + 5]]) {
      const input = byteInput(join(zlib, new Uint8Array(20_000)), cuts)
      expect(Buffer.compare(await gathered(inflate(input.chunks())), plain)).toBe(0)
      expect(input.left).toBe(true)
      expect(input.read).toBe(zlib.length + 20_000)
    }
  })

  it.each([0, 5])('passes on errors of its data, %d bytes after the end of the stream', async (more) => {
    const gone = new Failure('bad-origin')
    const input = byteInput(join(zlib, new Uint8Array(more)), [zlib.length], gone)
    await expect(gathered(inflate(input.chunks()))).rejects.toBe(gone)
  })

  it('passes on what its data throws amidst the stream', async () => {
    const gone = new Failure('origin-timeout')
    await expect(gathered(inflate(byteInput(zlib.subarray(0, 1000), [500], gone).chunks()))).rejects.toBe(
      gone,
    )
    await expect(gathered(inflate(byteInput(zlib, [0], gone).chunks()))).rejects.toBe(gone)
  })

  const damaged = failure('corrupt', 'PNG: the image data is damaged')
  test.each<[string, Uint8Array, object]>([
    ['no header', Uint8Array.of(1, 2, 3, 4, 5, 6), damaged],
    ['a wrong checksum', zlib.with(zlib.length - 1, (zlib.at(-1) ?? 0) ^ 1), damaged],
    ['a block of no type', Uint8Array.of(0x78, 0x9c, 7, 0, 0, 0, 0, 0), damaged],
    ['a preset dictionary', Uint8Array.of(0x78, 0xbb, 0, 0, 0, 1, 3, 0), damaged],
  ])('refuses %s', async (_, bytes, expected) => {
    for (const cuts of [[], bytes.subarray(0, 100).keys()]) {
      const input = byteInput(bytes, cuts)
      await expect(gathered(inflate(input.chunks()))).rejects.toEqual(expected)
      await setTimeout(0)
      expect(input.left).toBe(true)
    }
  })
})

describe('inflates all that is there of a stream', () => {
  const least = (share: number) => Math.floor(plain.length * share)

  test.each<[string, Uint8Array, number]>([
    ['of which there is nothing', new Uint8Array(0), 0],
    ['cut in its header', zlib.subarray(0, 1), 0],
    ['cut in the middle', zlib.subarray(0, zlib.length / 2), least(0.45)],
    ['cut before its checksum', zlib.subarray(0, -4), plain.length],
    ['cut within its checksum', zlib.subarray(0, -1), plain.length],
  ])('%s', async (_, bytes, expected) => {
    for (const cuts of [[], bytes.subarray(0, 100).keys()]) {
      const input = byteInput(bytes, cuts)
      const actual = await gathered(inflate(input.chunks()))
      expect(actual.length).toBeGreaterThanOrEqual(expected)
      expect(Buffer.compare(actual, plain.subarray(0, actual.length))).toBe(0)
      expect(input.left).toBe(true)
    }
  })
})

describe('deflate', () => {
  const pieces = [plain.subarray(0, 70_000), plain.subarray(70_000, 70_001), plain.subarray(70_001)]

  it.each([0, 1, 3, 6, 9])('makes a stream that can be inflated, level %d', async (level) => {
    const stream = await gathered(deflate(pieces, level))
    expect(Buffer.compare(inflateSync(stream), plain)).toBe(0)
    expect(stream.length).toBeLessThanOrEqual(deflateSync(plain, { level }).length + 100)
  })

  it('has done with a piece when it asks for the next', async () => {
    function* reused() {
      const buffer = new Uint8Array(1000)
      for (let at = 0; at < plain.length; at += 1000) {
        buffer.set(plain.subarray(at, at + 1000))
        yield buffer
        buffer.fill(0xee)
      }
    }
    expect(Buffer.compare(inflateSync(await gathered(deflate(reused(), 3))), plain)).toBe(0)
  })

  it('passes on what its data throws', async () => {
    const trap = new WebAssembly.RuntimeError('unreachable')
    function* broken() {
      yield plain
      throw trap
    }
    await expect(gathered(deflate(broken(), 3))).rejects.toBe(trap)
  })
})
