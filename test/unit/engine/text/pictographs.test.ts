import { describe, expect, it } from 'vitest'
import { drawSvg } from '../../../../src/engine/svg/draw.ts'
import { readSvg } from '../../../../src/engine/svg/read.ts'
import { layOut } from '../../../../src/engine/text/layout.ts'
import { boxOutline, isBox } from '../../../../src/engine/text/pictographs.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { view } from '../../../../src/engine/wasm/kernel.ts'
import { withKernel } from '../../../../src/engine/wasm/with-kernel.ts'
import { cmap, square, tablesOf, writeFont } from '../../../support/text/font-writer.ts'
import { FONTS } from '../../../support/text/fonts.ts'

const EMPTY = new Uint8Array()
/**
 * 😀 is the first of 16 characters in this font, each 0.6 em wide. The first is drawn. The others
 * are empty, as in a bitmap font.
 */
const GRIN = 0x1f600
const glyphs = [square(), ...Array.from({ length: 15 }, () => EMPTY)]
const emoji = writeFont(tablesOf(glyphs, { cmap: cmap(16, 1, GRIN) }))
const letters = writeFont(tablesOf([EMPTY, square()]))
const [drawn, empty] = [String.fromCodePoint(GRIN), String.fromCodePoint(GRIN + 1)]

const glyphsOf = (text: string, ...fonts: readonly Uint8Array[]) =>
  shapeText(text, fonts).paragraphs.flatMap(({ items }) => items.flatMap((item) => item.glyphs))

describe('an emoji', () => {
  it('is drawn with its outline if the font has one', () => {
    expect(glyphsOf(drawn, emoji).map(({ id }) => id)).toEqual([1])
  })

  it('is drawn as a box of its width if the font has no outline', () => {
    const text = shapeText(`${empty}${drawn}${empty}`, [emoji])
    const [first, , last] = text.paragraphs[0]?.items[0]?.glyphs ?? []
    expect([first?.at, last?.at]).toEqual([0, 4])
    expect(first).toMatchObject({ advance: 0.6, x: 0, y: 0 })
    expect(first?.id).toBe(last?.id)
    expect(isBox(first?.id ?? 0)).toBe(true)
    // The glyph is 600 × 1000 units large; 800 lie above the baseline. The margin is a sixteenth of
    // an em.
    expect(text.fonts[0]?.outlines.get(first?.id ?? 0)?.box).toEqual({
      left: 63,
      top: -737,
      right: 537,
      bottom: 137,
    })
  })

  it('is a single box if it consists of several characters', () => {
    expect(glyphsOf(`${empty}\u200d${empty}\ufe0f`, emoji)).toHaveLength(1)
    expect(glyphsOf(`${empty}${empty}`, emoji)).toHaveLength(2)
  })

  it('is drawn as a frame that fits its line', async () => {
    const drawing = layOut(shapeText(empty, [emoji]), { size: 100, align: 'left' })
    expect(drawing.box).toEqual({ left: 0, top: 0, right: 60, bottom: 100 })
    const shown = readSvg(drawing.svg('letters', '#ffffff', drawing.box))
    const alpha = await withKernel(undefined, async (kernel) => {
      const [plane] = drawSvg(shown, { width: 60, height: 100 }, kernel).planes
      return view(kernel, plane?.address ?? 0, 60 * 100 * 4).filter((_, at) => at % 4 === 3)
    })
    const at = (x: number, y: number) => alpha[y * 60 + x] ?? 0
    // The margin, the frame and the hole inside.
    expect([at(2, 50), at(9, 50), at(30, 50), at(51, 50), at(57, 50)]).toEqual([0, 255, 0, 255, 0])
    expect([at(30, 2), at(30, 9), at(30, 91), at(30, 97)]).toEqual([0, 255, 255, 0])
  })

  it('is the missing-glyph box of the first font if no font has it', () => {
    expect(glyphsOf('😭', FONTS.latin()).map(({ id }) => id)).toEqual([0])
  })
})

it('keeps empty letters and blanks empty', () => {
  expect(glyphsOf('aba', letters).map(({ id }) => id)).toEqual([1, 2, 1])
  expect(glyphsOf(`a${empty}`, letters, emoji).map(({ id }) => isBox(id))).toEqual([false, true])
  expect(glyphsOf('x \u200d\ufe0f©', FONTS.latin()).some(({ id }) => isBox(id))).toBe(false)
})

it('makes a box empty if it has no space for a frame', () => {
  const outlineOf = (width: number, ascent: number) =>
    boxOutline(2 ** 24 + width, { ascent, descent: 0.2, gap: 0 }, 1000).data
  expect(outlineOf(600, 0.8)).not.toBe('')
  expect(outlineOf(0, 0.8)).toBe('')
  expect(outlineOf(600, -0.2)).toBe('')
})
