import { afterEach, describe, expect, it, vi } from 'vitest'
import { BLOCK_BYTES, openPieces } from '../../../../src/engine/bytes/pieces.ts'

const NONE = () => undefined

const bytesOf = (length: number, from: number) =>
  Uint8Array.from({ length }, (_, at) => (from + at * 7 + (at >> 8)) & 255)

/**
 * Counts the buffers behind all arrays that are made until the test ends. A released buffer has no
 * bytes. The process's memory would also tell when garbage is collected.
 * @returns function that returns the existing buffers' size in bytes
 */
function countBuffers(): () => number {
  const made: Uint8Array[] = []
  const Counted = new Proxy(Uint8Array, {
    construct(target, values: [number], newTarget) {
      const array: Uint8Array = Reflect.construct(target, values, newTarget)
      if (typeof values[0] === 'number') made.push(array)
      return array
    },
  })
  vi.stubGlobal('Uint8Array', Counted)
  return () => made.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the pieces of a file', () => {
  it.each([
    [[], 0],
    [[1], 0],
    [[BLOCK_BYTES, 1, 5], 0],
    [[3 * BLOCK_BYTES + 7, 100_000, 262_000, 1, 300_000], 0],
    [[3 * BLOCK_BYTES + 7, 100_000, 262_000, 1, 300_000], BLOCK_BYTES + 5],
    [[3 * BLOCK_BYTES + 7, 100_000, 262_000, 1, 300_000], 10 * BLOCK_BYTES],
  ])('are joined in their order: %j, with a scratch of %d bytes', (lengths, scratch) => {
    const given = lengths.map(bytesOf)
    const pieces = openPieces(NONE)
    for (const piece of given) pieces.add(piece)
    const file = pieces.join(new Uint8Array(scratch))
    expect(Buffer.compare(file, Buffer.concat(given))).toBe(0)
    expect(file.buffer.byteLength).toBe(file.length)
  })

  it('may be reused by their writer at once', () => {
    const pieces = openPieces(NONE)
    const piece = Uint8Array.of(1, 2)
    pieces.add(piece)
    piece.fill(9)
    pieces.add(piece)
    expect([...pieces.join()]).toEqual([1, 2, 9, 9])
  })

  it('may be changed where they were added', () => {
    const pieces = openPieces(NONE)
    pieces.add(new Uint8Array(BLOCK_BYTES + 10))
    pieces.change(BLOCK_BYTES - 2, Uint8Array.of(1, 2, 3))
    expect(pieces.length()).toBe(BLOCK_BYTES + 10)
    expect([...pieces.join().subarray(BLOCK_BYTES - 3, BLOCK_BYTES + 2)]).toEqual([0, 1, 2, 3, 0])
  })

  it('are checked before they are held', () => {
    const lengths: number[] = []
    const pieces = openPieces((length) => {
      lengths.push(length)
      if (length > 10) throw new RangeError('too long')
    })
    pieces.add(new Uint8Array(8))
    expect(() => pieces.add(new Uint8Array(3))).toThrow('too long')
    expect(lengths).toEqual([8, 11])
  })

  it('do not exist together with the file, but for what the scratch has no room for', () => {
    const scratch = new Uint8Array(48 * BLOCK_BYTES)
    const piece = new Uint8Array(BLOCK_BYTES)
    const existing = countBuffers()
    const pieces = openPieces(NONE)
    for (let count = 0; count < 50; count++) pieces.add(piece)
    expect(existing()).toBe(50 * BLOCK_BYTES)
    // The file is filled from the scratch as soon as it exists.
    let most = 0
    vi.spyOn(scratch, 'subarray').mockImplementation(() => {
      most = existing()
      return piece
    })
    expect(pieces.join(scratch).length).toBe(50 * BLOCK_BYTES)
    expect(most).toBe((50 + 2) * BLOCK_BYTES)
    expect(existing()).toBe(50 * BLOCK_BYTES)
  })

  it('are freed without a file', () => {
    const piece = new Uint8Array(BLOCK_BYTES)
    const existing = countBuffers()
    const pieces = openPieces(NONE)
    for (let count = 0; count < 50; count++) pieces.add(piece)
    expect(existing()).toBe(50 * BLOCK_BYTES)
    pieces.drop()
    expect(existing()).toBe(0)
  })
})
