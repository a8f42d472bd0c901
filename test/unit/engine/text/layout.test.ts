import { describe, expect, it } from 'vitest'
import { readSvg } from '../../../../src/engine/svg/read.ts'
import { layOut, type TextStyle } from '../../../../src/engine/text/layout.ts'
import { shapeText } from '../../../../src/engine/text/shape.ts'
import { failure } from '../../../support/process/failure.ts'
import { plainFont } from '../../../support/text/hostile-fonts.ts'

/**
 * A font whose letters from a to h are squares with half an em, 0.6 em apart. Lines are 1 em high;
 * 0.8 em lie above the baseline.
 */
const font = plainFont()
const set = (text: string, style: Partial<TextStyle> = {}) =>
  layOut(shapeText(text, [font]), { size: 100, align: 'left', ...style })

const svgOf = (drawing: ReturnType<typeof set>, part: 'letters' | 'outline' = 'letters') =>
  new TextDecoder().decode(drawing.svg(part, '#102030', drawing.box))

describe('a text in lines', () => {
  it('has a box around its lines', () => {
    expect(set('abc').box).toEqual({ left: 0, top: 0, right: 180, bottom: 100 })
    expect(set('abc\nab').box).toEqual({ left: 0, top: 0, right: 180, bottom: 200 })
    expect(set('abc', { size: 10 }).box).toEqual({ left: 0, top: 0, right: 18, bottom: 10 })
  })

  it('has a box around its outline', () => {
    expect(set('abc', { stroke: 4 }).box).toEqual({ left: -4, top: -4, right: 184, bottom: 104 })
  })

  it.each([
    ['left', ['0 80', '0 180']],
    ['center', ['0 80', '60 180']],
    ['right', ['0 80', '120 180']],
  ] as const)('is aligned at %s', (align, places) => {
    const found = [...svgOf(set('abc\na', { align })).matchAll(/translate\(([^)]*)\)/g)]
    expect(found.map(([, place]) => place)).toEqual(places)
  })

  it('is wrapped where it exceeds its width, outline included', () => {
    expect(set('ab ab', { width: 300 }).box.bottom).toBe(100)
    expect(set('ab ab', { width: 299 }).box.bottom).toBe(200)
    expect(set('ab ab', { width: 300, stroke: 1 }).box.bottom).toBe(202 - 1)
  })

  it('becomes an SVG that contains each outline once', () => {
    expect(svgOf(set('aab'))).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="180" height="100" viewBox="0 0 180 100"><defs>' +
        '<path id="g0-1" d="M0 0l500 0l0-500l-500 0l0 500z"/><path id="g0-2" d="M0 0l500 0l0-500l-500 0l0 500z"/></defs>' +
        '<g transform="translate(0 80) scale(0.1)" fill="#102030">' +
        '<use href="#g0-1" x="0" y="0"/><use href="#g0-1" x="600" y="0"/><use href="#g0-2" x="1200" y="0"/></g></svg>',
    )
    expect(svgOf(set('a', { stroke: 3 }), 'outline')).toContain(
      'fill="#102030" stroke="#102030" stroke-width="60" stroke-linejoin="round"',
    )
  })

  it('becomes a valid SVG, even if there is nothing to draw', () => {
    for (const text of ['abc', ' ', '', '\n'])
      expect(() => readSvg(new TextEncoder().encode(svgOf(set(text))))).not.toThrow()
  })

  it('is refused if it is larger than can be drawn', () => {
    expect(() => set('abcdefgh'.repeat(25), { size: 2000 })).toThrow(
      failure('too-large', 'the text is 240000 pixels long: use a smaller size'),
    )
  })
})
