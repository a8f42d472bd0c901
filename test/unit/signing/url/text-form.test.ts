import { expect, test } from 'vitest'
import { isOptionName, OPTIONS, type Row } from '../../../../src/signing/url/options.ts'
import type { ParameterShape as Shape } from '../../../../src/signing/url/parameter-shape.ts'

interface Texts {
  readonly accepted: readonly string[]
  readonly refused: readonly string[]
}

const box = '1,2,3,4'

/**
 * Returns the texts that `parse` must accept at the limits of a shape, and those that it must
 * reject just beyond.
 */
function limitsOf(shape: Shape): Texts {
  switch (shape.kind) {
    case 'whole':
    case 'angle':
      return {
        accepted: [String(shape.min), String(shape.max)],
        refused: [String(shape.min - 1), String(shape.max + 1), '1.5'],
      }
    case 'decimal':
      return {
        accepted: [String(shape.min), String(shape.max), String((shape.min + shape.max) / 2)],
        refused: [String(shape.min - 0.000001), String(shape.max + 0.000001)],
      }
    case 'share':
      return {
        accepted: ['0.000001', '0.5', '1', String(shape.min), String(shape.max)],
        refused: ['0', '1.5', String(shape.max + 1)],
      }
    case 'flag':
      return { accepted: ['0', '1'], refused: ['2', 'true'] }
    case 'yes':
      return { accepted: ['1'], refused: ['0', 'true'] }
    case 'choice':
      return { accepted: shape.words, refused: ['another', shape.words.join()] }
    case 'color':
      return {
        accepted: ['ff8000', ...(shape.alpha ? ['255,128,0,0.5', '0,0,0,0'] : [])],
        refused: ['ff800', ...(shape.alpha ? ['255,128,0,1.5'] : ['255,128,0,0.5'])],
      }
    case 'list': {
      const item = limitsOf(shape.item)
      const values = (count: number) => Array.from({ length: count }, (_, index) => String(1 + index / 100))
      const many =
        shape.item.kind === 'decimal' ? values : (count: number) => [...Array(count + 1).keys()].slice(1)
      return {
        accepted: [...item.accepted, many(shape.max).join()],
        refused: [...item.refused, many(shape.max + 1).join(), '2,2'],
      }
    }
    case 'crop':
      return { accepted: ['smart', '1,2', box, 'fp,0.5,0.5', 'fpd,0.5,0.5,2'], refused: ['1', 'smart,1'] }
    case 'margins':
      return {
        accepted: ['0', String(shape.max), `0,0,0,${shape.max}`],
        refused: [String(shape.max + 1), `0,0,0,${shape.max + 1}`, '1,2'],
      }
    case 'regions':
      return {
        accepted: [box, Array(shape.max).fill(box).join(';')],
        refused: [
          Array(shape.max + 1)
            .fill(box)
            .join(';'),
        ],
      }
    case 'fonts':
      return {
        accepted: ['/a.ttf', Array.from({ length: shape.max }, (_, at) => `/${at}`).join(';')],
        refused: ['a.ttf', '/a;/a'],
      }
    case 'stroke':
      return { accepted: ['0.1', '100', '2,ff0000'], refused: ['0', '101', '1,2'] }
    case 'shadow':
      return { accepted: ['0', '100,-200,200'], refused: ['101', '1,201,0'] }
    case 'template':
      return { accepted: ['a {name}'], refused: ['', '{'] }
    case 'text':
      return { accepted: [], refused: ['', '\n'] }
  }
}

const rows: Readonly<Record<string, Row>> = OPTIONS
const shapes = Object.keys(OPTIONS)
  .filter(isOptionName)
  .flatMap((name) => {
    const row = rows[name]
    return row ? [{ name, kind: row.shape.kind, row }] : []
  })

test.each(shapes)('the shape of $name, $kind, matches what parse accepts', ({ row }) => {
  const { accepted, refused } = limitsOf(row.shape)
  expect(accepted.filter((text) => row.parse(text) === undefined)).toEqual([])
  expect(refused.filter((text) => row.parse(text) !== undefined)).toEqual([])
})

test('most parameters have a shape with limits', () => {
  const texts = shapes.filter(({ kind }) => kind === 'text').map(({ name }) => name)
  expect(texts).toEqual(['olurl', 'ol-name', 'mark', 'download', 'preset', 'ip', 'kid', 'token'])
})

test.each(shapes.filter(({ row }) => 'max' in row.shape))('$name expects what its shape says', ({ row }) => {
  const { max } = row.shape as { max: number }
  expect(row.expects).toContain(String(max))
})
