import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textOverlay } from '../../../../src/engine/overlay/text.ts'
import { assertFont } from '../../../../src/engine/text/font.ts'
import { harfbuzzMemory } from '../../../../src/engine/text/harfbuzz.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { Failure } from '../../../../src/errors.ts'
import { LARGE_CLASS } from '../../../../src/memory/classes.ts'
import { ownSeat, type Seat } from '../../../../src/memory/index.ts'
import { WASM_PAGE } from '../../../../src/wasm-memory/page.ts'
import { cpuTimer } from '../../../support/process/cpu-time.ts'
import { failure } from '../../../support/process/failure.ts'
import { runs } from '../../../support/properties/runs.ts'
import {
  cmap,
  hhea,
  hmtx,
  join,
  layout,
  lookup,
  maxp,
  multiple,
  square,
  tablesOf,
  u16,
  u32,
  writeFont,
} from '../../../support/text/font-writer.ts'
import { FONTS } from '../../../support/text/fonts.ts'
import { colorFont, hostileFonts, plainFont } from '../../../support/text/hostile-fonts.ts'

const TEXT = 'abcdefgh Aïfi ﬁ 12 العربية क्षत्रिय กี่ 漢字'.repeat(3)
const BASE = { width: 300, height: 200 }
const real = FONTS.devanagari()
const REFERENCE = 'क्षत्रिय abc'
const reference = shapeText(REFERENCE, [real])

async function attempt(font: Uint8Array, text = TEXT, seat?: Seat): Promise<string> {
  try {
    assertFont(font)
    const overlay = textOverlay(shapeText(text, [font], seat), { layer: 'ol', text, size: 20 }, BASE)
    const scale = Math.min(1, BASE.width / overlay.size.width, BASE.height / overlay.size.height)
    const side = (length: number) => Math.max(1, Math.floor(length * scale))
    await overlay.render({ width: side(overlay.size.width), height: side(overlay.size.height) })
    return 'drawn'
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

/**
 * Permitted outcomes. Drawing may take more memory than planned if outlines cross a great many
 * times.
 */
const OUTCOMES = ['drawn', 'corrupt', 'too-large', 'over-budget']

const fonts = [...hostileFonts(real)]

describe('a hostile font', () => {
  it('exists in forty variants or more', () => expect(fonts.length).toBeGreaterThanOrEqual(40))

  it.each(fonts)(
    'is refused or drawn within limits of time and memory, and leaves nothing: %s',
    async (_, font) => {
      const spent = cpuTimer()
      const { initial, maximum } = LARGE_CLASS
      const seat = ownSeat(new WebAssembly.Memory({ initial, maximum }))
      const outcome = await attempt(font, TEXT, seat)
      expect(OUTCOMES).toContain(outcome)
      expect(spent()).toBeLessThan(5000)
      const most = Math.max(harfbuzzMemory(font.length), initial * WASM_PAGE)
      expect(seat.memory.buffer.byteLength).toBeLessThanOrEqual(most)
      seat.end()
      expect(shapeText(REFERENCE, [real], seat), 'nothing of it is left').toEqual(reference)
    },
  )

  it('is refused or drawn after random changes', async () => {
    const { initial, maximum } = LARGE_CLASS
    const seat = ownSeat(new WebAssembly.Memory({ initial, maximum }))
    const change = fc.tuple(fc.nat(real.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 30 }), async (changes) => {
        const font = Uint8Array.from(real)
        for (const [at, bytes] of changes) font.set(bytes.subarray(0, font.length - at), Math.max(4, at))
        expect(OUTCOMES).toContain(await attempt(font, 'क्षत्रिय abc', seat))
        seat.end()
      }),
      { numRuns: runs(60) },
    )
  })
})

/** A character map that maps letters from a on and Hebrew letters to the same glyphs. */
const twoScripts = join(u16(0, 1, 3, 10), u32(12), u16(12, 0), u32(40, 0, 2, 0x61, 0x68, 1, 0x5d0, 0x5d7, 1))

/** Returns a glyph with many points off its curves. */
const long = (points: number) =>
  join(
    u16(1, 0, 0, 500, 500, points - 1, 0),
    Buffer.alloc(points),
    ...['x', 'y'].map(() => u16(...Array.from({ length: points }, (_, at) => (at % 2 ? -997 : 997)))),
  )

describe('a font with an expensive text', () => {
  it('is refused at the first part of the text with too many glyphs', () => {
    const squares = Array.from({ length: 8 }, () => square())
    const GSUB = layout(Array.from({ length: 8 }, () => lookup(2, multiple(9, 4))))
    const font = writeFont(tablesOf(squares, { cmap: twoScripts, GSUB }))
    expect(() => shapeText('a\u05d0'.repeat(100), [font])).toThrow(
      failure('too-large', 'the text has more than 2000 glyphs: use less text'),
    )
  })

  it('is refused if many glyphs have the same long outline', () => {
    const glyph = long(6000)
    const [count, box] = [50, square(400).length]
    const places = Array.from({ length: count }, (_, at) => (at % 2 ? box + glyph.length : box))
    const more = { maxp: maxp(count), hhea: hhea(count), hmtx: hmtx(count), cmap: cmap(count - 1) }
    const font = writeFont(tablesOf([glyph], { ...more, loca: u32(0, ...places) }))
    expect(() => shapeText('acegikmoqsuwy', [font])).toThrow(
      failure('too-large', 'the outlines of the text are too complex: use less text'),
    )
  })
})

describe('a font', () => {
  it.each([
    ['WOFF', 'wOFF', 'but this is WOFF'],
    ['WOFF 2', 'wOF2', 'but this is WOFF 2'],
    ['a collection', 'ttcf', 'but this is a collection of fonts'],
    ['a picture', '\x89PNG', 'the file must be a single TrueType or OpenType font (.ttf or .otf)'],
    ['nothing', '', 'the file must be a single TrueType or OpenType font (.ttf or .otf)'],
  ])('is refused by its first bytes if it is %s', (_, magic, detail) => {
    const file = Buffer.concat([Buffer.from(magic, 'latin1'), plainFont().subarray(magic.length)])
    const bytes = magic === '' ? new Uint8Array(0) : file
    expect(() => assertFont(bytes)).toThrow(
      expect.objectContaining({ code: 'unsupported', detail: expect.stringContaining(detail) }),
    )
  })

  it('draws nothing if it has only bitmaps, and is not refused', async () => {
    expect(await attempt(colorFont())).toBe('drawn')
  })
})
