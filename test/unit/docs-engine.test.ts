import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { capacity } from '../../src/api/engine/index.ts'
import { KERNEL_CLASSES } from '../../src/memory/classes.ts'
import { LARGE_BYTES, maxBytes, roomWithin } from '../../src/memory/index.ts'
import { MAX_MEMORY } from '../../src/wasm-memory/page.ts'
import { LIMITS } from '../support/isolate/limits.ts'
import { pngFile, pngPicture } from '../support/png/writer.ts'

const page = readFileSync('docs/engine.md', 'utf8')

const numberOf = (text: string) => Number(text.replaceAll(',', ''))

/** Returns the cells in a table's rows. The first columns' headings identify the table. */
function rowsOf(headings: string): readonly (readonly string[])[] {
  const [, rest = ''] = page.split(`\n| ${headings} |`)
  const [, , ...lines] = rest.split('\n\n')[0]?.split('\n') ?? []
  return lines.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  )
}

test('the page names the defaults of the limits', () => {
  const rows = rowsOf('limit')
  expect(rows.length).toBeGreaterThan(5)
  for (const [name = '', initial = ''] of rows) expect({ [name]: numberOf(initial) }).toEqual(defaultOf(name))
})

const defaultOf = (name: string) =>
  Object.fromEntries(
    Object.entries(LIMITS)
      .filter(([each]) => `\`${each}\`` === name)
      .map(([, value]) => [name, value]),
  )

describe('the page names what more memory allows', () => {
  const rows = rowsOf('`memory` | codec or large picture')
  it('for several values', () => expect(rows.length).toBeGreaterThan(4))

  it.each(rows)('with %s', async (...cells) => {
    const [memory = 0, codec, buffers, megapixels = 0] = cells.map((cell) =>
      Number.parseFloat(cell.replaceAll(',', '')),
    )
    const room = roomWithin(memory)
    expect([codec, buffers]).toEqual([room.codec, room.buffers].map((bytes) => Math.floor(bytes / 1e6)))
    const options = { width: 10_000, enlarge: true, format: 'avif' } as const
    const limits = { memory, output_pixels: 1e9 }
    const answer = await capacity(pngFile(pngPicture(2, 8, 1, 1)), options, { limits })
    if (answer.fits) throw new Error('100 megapixels fit')
    const { width = 0, height = 0 } = answer.largest ?? {}
    expect((width * height) / 1e6).toBeGreaterThanOrEqual(megapixels)
    expect((width * height) / 1e6).toBeLessThan(megapixels + 1)
  })

  it('up to the most that a codec accepts', () => {
    expect(page).toContain(`2 GiB (${MAX_MEMORY.toLocaleString('en-US')} bytes)`)
    const [, memory = ''] = /A `memory` of ([\d,]+) gives it that much/.exec(page) ?? []
    expect(roomWithin(numberOf(memory)).codec).toBe(MAX_MEMORY)
    expect(roomWithin(numberOf(memory) - 1e6).codec).toBeLessThan(MAX_MEMORY)
  })
})

test('the page names the size of all WebAssembly memories', () => {
  const all = LARGE_BYTES + KERNEL_CLASSES.reduce((sum, each) => sum + each.count * maxBytes(each), 0)
  expect(page).toContain(`all of them together take at most ${Math.ceil(all / 1e6)} MB`)
})
