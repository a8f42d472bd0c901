import { describe, expect, it } from 'vitest'
import { textOverlay } from '../../src/engine/overlay/text.ts'
import { shapeText } from '../../src/engine/text/shape.ts'
import { Failure } from '../../src/errors.ts'
import { randomNumbers } from '../support/properties/random.ts'
import { FONTS } from '../support/text/fonts.ts'
import { plainFont } from '../support/text/hostile-fonts.ts'

const TRIES = 1_500
const BASE = { width: 200, height: 100 }
const TEXTS = {
  arabic: 'العَرَبِيَّة لا',
  devanagari: 'क्षत्रिय र्कि',
  thai: 'น้ำที่นี่',
  hebrew: 'שָׁלוֹם',
  plain: 'abcdefgh',
} as const
const FILES = { ...FONTS, plain: plainFont }

/** Returns the offset of each table, so that small tables are damaged, too. */
function tablesOf(font: Uint8Array): readonly number[] {
  const view = new DataView(font.buffer, font.byteOffset)
  return Array.from({ length: view.getUint16(4) }, (_, at) => view.getUint32(12 + 16 * at + 8))
}

/** Changes up to 6 bytes, most near a table's start, where counts and offsets are. */
function damaged(font: Uint8Array, tables: readonly number[], seed: number): Uint8Array {
  const random = randomNumbers(seed)
  const below = (limit: number) => random() % limit
  const copy = Uint8Array.from(font)
  for (let changes = 1 + below(6); changes > 0; changes--) {
    const table = tables[below(tables.length)] ?? 0
    const near = below(4) > 0
    const at = near ? table + below(200) : below(font.length)
    const values = [0, 0xff, 0x7f, 0x80, 1, below(256)]
    for (let length = 1 + below(4), next = Math.max(4, at); length > 0; length--, next++)
      if (next < copy.length) copy[next] = values[below(values.length)] ?? 0
  }
  return below(10) === 0 ? copy.subarray(0, 4 + below(copy.length - 4)) : copy
}

async function attempt(text: string, font: Uint8Array): Promise<string> {
  try {
    const overlay = textOverlay(shapeText(text, [font]), { layer: 'ol', text, size: 20 }, BASE)
    await overlay.render({ width: 40, height: 20 })
    return 'drawn'
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
}

describe('a damaged font', () => {
  it.each(Object.entries(TEXTS))('is drawn or refused: %s', async (name, text) => {
    const font = FILES[name as keyof typeof TEXTS]()
    const tables = tablesOf(font)
    const outcomes = new Set<string>()
    let longest = 0
    for (let seed = 0; seed < TRIES; seed++) {
      const start = performance.now()
      outcomes.add(await attempt(text, damaged(font, tables, seed)))
      longest = Math.max(longest, performance.now() - start)
    }
    expect([...outcomes].filter((outcome) => !['drawn', 'corrupt', 'too-large'].includes(outcome))).toEqual(
      [],
    )
    expect(longest).toBeLessThan(5000)
  })
})
