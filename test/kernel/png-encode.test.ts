import { describe, expect, it, test } from 'vitest'
import { PNG_ADAPTIVE as ADAPTIVE } from '../../src/engine/constants/kernel.ts'
import { upload } from '../../src/engine/wasm/heap.ts'
import { bytes } from '../support/kernel/kernel.ts'
import { pngKernel } from '../support/png/kernel.ts'
import { filtered, predicted } from '../support/png/writer.ts'
import { randomNumbers } from '../support/properties/random.ts'

const WIDTHS = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 31, 32, 33, 100]

function rgbaRows(width: number, height: number): Uint8Array[] {
  const random = randomNumbers(width)
  return Array.from({ length: height }, (_, y) =>
    Uint8Array.from({ length: width * 4 }, (_, at) => [random(), at * y, 200, at & 3][y % 4] ?? 0),
  )
}

function kept(rgba: Uint8Array, channels: number): Uint8Array {
  return rgba.filter((_, at) => at % 4 < channels)
}

/** Returns the sum of absolute differences that PNG 12.7 recommends for choosing a filter. */
function magnitude(row: Uint8Array): number {
  return row.subarray(1).reduce((sum, byte) => sum + Math.min(byte, 256 - byte), 0)
}

function expectedRow(choice: number, raw: Uint8Array, prior: Uint8Array, channels: number): Uint8Array {
  const [first = 0, ...others] = choice === ADAPTIVE ? [0, 1, 2, 3, 4] : [choice]
  let best = filtered(first, raw, prior, channels)
  for (const other of others) {
    const row = filtered(other, raw, prior, channels)
    if (magnitude(row) < magnitude(best)) best = row
  }
  return best
}

describe.each([1, 3, 4])('a row of %d channels', (channels) => {
  it.each([0, 1, 2, 3, 4, ADAPTIVE])('is filtered by the standard: filter %d', (choice) => {
    for (const width of WIDTHS) {
      const png = pngKernel()
      expect(png.pngEncodeOpen(width, channels, choice)).toBe(0)
      let prior: Uint8Array = new Uint8Array(0)
      for (const rgba of rgbaRows(width, 9)) {
        const row = bytes(png, png.pngEncodeRow(upload(png, rgba)), 1 + width * channels)
        const raw = kept(rgba, channels)
        expect(Buffer.from(row), `width ${width}`).toEqual(
          Buffer.from(expectedRow(choice, raw, prior, channels)),
        )
        prior = raw
      }
    }
  })
})

test('chooses the filter with the least sum', () => {
  const random = randomNumbers(1)
  const noise = Uint8Array.from({ length: 400 }, () => random())
  const trembling = noise.map((_, at) => (at & 4 ? 1 : 255))
  const slope = noise.map((_, at) => (at >> 2) * 5)
  /** Returns a row that the given filter reduces to its first pixel. */
  function asPredicted(filter: number, above: Uint8Array): Uint8Array {
    const row = above.map((level) => level ^ 0x55)
    for (let at = 4; at < row.length; at++) {
      row[at] = predicted(filter, row[at - 4] ?? 0, above[at] ?? 0, above[at - 4] ?? 0)
    }
    return row
  }
  const png = pngKernel()
  png.pngEncodeOpen(100, 4, ADAPTIVE)
  function chosen(row: Uint8Array): number | undefined {
    return bytes(png, png.pngEncodeRow(upload(png, row)), 1)[0]
  }
  expect([trembling, slope].map(chosen)).toEqual([0, 1])
  for (const filter of [2, 3, 4]) {
    chosen(noise)
    expect(chosen(asPredicted(filter, noise))).toBe(filter)
  }
})

describe('a restart of the encoder', () => {
  const rows = rgbaRows(20, 5)
  function filteredRows(png: ReturnType<typeof pngKernel>): Buffer[] {
    return rows.map((rgba) => Buffer.from(bytes(png, png.pngEncodeRow(upload(png, rgba)), 61)))
  }

  it.each([0, 1, 2, 3, 4, ADAPTIVE])('behaves like a new image: filter %d', (choice) => {
    const fresh = pngKernel()
    fresh.pngEncodeOpen(20, 3, choice)
    const used = pngKernel()
    used.pngEncodeOpen(20, 3, ADAPTIVE)
    filteredRows(used)
    expect(used.pngEncodeRestart(choice)).toBe(0)
    expect(filteredRows(used)).toEqual(filteredRows(fresh))
  })

  it('is refused for unknown filters, and for a choice without room for it', () => {
    const png = pngKernel()
    png.pngEncodeOpen(20, 3, 4)
    expect([0, 4, ADAPTIVE, 6, -1].map((choice) => png.pngEncodeRestart(choice))).toEqual([0, 0, -1, -1, -1])
  })
})

describe('the count of pixels that repeat an earlier one', () => {
  /**
   * Returns the number of repeated pixels after each row.
   * @param lines pixel colors in each row, as 32-bit numbers
   */
  function repeats(channels: number, ...lines: readonly (readonly number[])[]): number[] {
    const png = pngKernel()
    png.pngEncodeOpen(lines[0]?.length ?? 0, channels, 0)
    return lines.map((colors) => {
      const row = new Uint8Array(Uint32Array.from(colors).buffer)
      png.pngEncodeRow(upload(png, row))
      return png.pngEncodeRepeats()
    })
  }
  const [A, B, C, D] = [0xff112233, 0xff445566, 0xff778899, 0xffaabbcc] as const

  it('compares pixels of four bytes', () => {
    expect(repeats(4, [A, B, A, C, C], [C, D, D, B, A])).toEqual([2, 4])
  })

  it('compares fewer bytes together with the next pixels', () => {
    expect(repeats(3, [A, B, A, B, A], [A, C, A, B, B])).toEqual([2, 1])
    expect(repeats(1, [A, B, C, D, D, A, B, C, D, D])).toEqual([2])
  })

  it('skips pixels without four bytes left in the row', () => {
    expect(repeats(1, [A, A, A], [A, A, A])).toEqual([0, 0])
    expect(repeats(3, [A], [A])).toEqual([0, 0])
  })
})

test('reads a row in place', () => {
  const png = pngKernel()
  const at = png.alloc(32)
  bytes(png, at, 32).set(Uint8Array.from({ length: 32 }, (_, value) => value))
  png.pngEncodeOpen(4, 4, 0)
  png.pngEncodeRow(at)
  expect([...bytes(png, png.pngEncodeRow(at + 16), 17)]).toEqual([
    0,
    ...Array.from({ length: 16 }, (_, i) => 16 + i),
  ])
})

test('refuses impossible image shapes', () => {
  for (const [width, channels, choice, status] of [
    [0, 3, 0, -1],
    [-1, 3, 0, -1],
    [1, 0, 0, -1],
    [1, 5, 0, -1],
    [1, 3, 6, -1],
    [1, 3, -1, -1],
    [0x7fffffff, 4, 0, -3],
  ] as const) {
    expect(pngKernel().pngEncodeOpen(width, channels, choice), `${width} ${channels} ${choice}`).toBe(status)
  }
})
