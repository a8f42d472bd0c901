import { describe, expect, it } from 'vitest'
import { rewritten, scratchBytes } from '../../../../src/engine/wasm/scratch.ts'
import { ownSeat } from '../../../../src/memory/index.ts'

const CONTENT = Uint8Array.from({ length: 70_000 }, (_, at) => at * 7)

const seatOf = () => ownSeat(new WebAssembly.Memory({ initial: 2 }))

const doubled = (file: Uint8Array) => new Uint8Array(Buffer.concat([file, file]))

describe('a file that is rewritten', () => {
  it.each([
    ['in scratch memory', 70_000],
    ['in its buffer', 69_999],
  ])('is freed, and the new version has its bytes: %s', async (_, maxBytes) => {
    const file = CONTENT.slice()
    let before = -1
    const result = await rewritten(seatOf(), maxBytes, file, (given) => {
      before = file.buffer.byteLength
      return doubled(given)
    })
    expect(Buffer.compare(result, doubled(CONTENT))).toBe(0)
    expect([before, file.length]).toEqual([maxBytes < 70_000 ? 70_000 : 0, 0])
  })

  it.each([70_000, 0])('stays as it is if nothing changes: %d bytes of scratch memory', async (maxBytes) => {
    const seat = seatOf()
    const result = await rewritten(seat, maxBytes, CONTENT.slice(), (file) => file)
    expect(Buffer.compare(result, CONTENT)).toBe(0)
    expect(result.buffer).not.toBe(seat.memory.buffer)
  })

  it('fits into a kernel of the planned size', async () => {
    const kernel = 70_000
    const seat = ownSeat(new WebAssembly.Memory({ initial: 2, maximum: 4 }))
    const file = new Uint8Array(scratchBytes(kernel)).fill(7)
    const result = await rewritten(seat, scratchBytes(kernel), file, doubled)
    expect(result.every((byte) => byte === 7)).toBe(true)
    expect(seat.memory.buffer.byteLength).toBeLessThanOrEqual(2 * 65_536 + 2 * 65_536)
  })
})
