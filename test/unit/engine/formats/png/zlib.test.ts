import { deflateSync, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { deflate } from '../../../../../src/engine/formats/png/zlib.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'

async function gathered(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = []
  for await (const piece of pieces) copies.push(Buffer.from(piece))
  return Buffer.concat(copies)
}

const random = randomNumbers(1)
const plain = Uint8Array.from({ length: 200_000 }, (_, at) => (at >> 4) ^ (random() & 7))

describe('deflate', () => {
  const pieces = [plain.subarray(0, 70_000), plain.subarray(70_000, 70_001), plain.subarray(70_001)]

  it.each([0, 1, 3, 6, 9])('makes a stream that can be inflated at level %d', async (level) => {
    const stream = await gathered(deflate(pieces, level))
    expect(Buffer.compare(inflateSync(stream), plain)).toBe(0)
    expect(stream.length).toBeLessThanOrEqual(deflateSync(plain, { level }).length + 100)
  })

  it('no longer needs a piece when it asks for the next one', async () => {
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

  it('passes on an error of its data', async () => {
    const trap = new WebAssembly.RuntimeError('unreachable')
    function* broken() {
      yield plain
      throw trap
    }
    await expect(gathered(deflate(broken(), 3))).rejects.toBe(trap)
  })
})
