import { describe, expect, test } from 'vitest'
import {
  cropRectangle,
  focusOf,
  formatCrop,
  formatFocus,
  formatRedactions,
  modeOf,
  overlayPlace,
  overlaySize,
  redactions,
  shapesFor,
} from '../../../playground/page/stage/places.ts'
import { isOptionName, OPTIONS, rowOf } from '../../../src/signing/url/options.ts'

const source = { width: 1000, height: 500 }

test('the option crop selects the mode', () => {
  expect(['10,20', '10,20,1,2', 'fp,0.5,0.5', 'fpd,3,4,2', 'smart', undefined, 'x'].map(modeOf)).toEqual([
    'crop',
    'crop',
    'focus',
    'focus',
    'smart',
    'crop',
    'crop',
  ])
})

test('a rectangle is read like in the server', () => {
  expect(cropRectangle('100,50', source)).toEqual({ x: 450, y: 225, width: 100, height: 50 })
  expect(cropRectangle('100,50,7,8', source)).toEqual({ x: 7, y: 8, width: 100, height: 50 })
  expect(cropRectangle('5000,5000,900,400', source)).toEqual({ x: 900, y: 400, width: 100, height: 100 })
  expect(['smart', 'fp,0,0', 'x', undefined].map((text) => cropRectangle(text, source))).toEqual(
    Array(4).fill(undefined),
  )
})

test('a rectangle is written within the range of crop', () => {
  expect(formatCrop({ x: 10, y: 20, width: 300, height: 200 })).toBe('300,200,10,20')
  const far = formatCrop({ x: 11_000, y: 10, width: 12_000, height: 10 })
  expect(OPTIONS.crop.parse(far)).toEqual({ width: 10_000, height: 10, x: 10_000, y: 10 })
})

test('a focal point is read as shares and written with three decimals', () => {
  expect(focusOf('fp,250,100,2', source)).toEqual({ at: [0.25, 0.2], zoom: 2, marked: false })
  expect(focusOf('fpd,0.5,1', source)).toEqual({ at: [0.5, 1], zoom: 1, marked: true })
  expect(formatFocus({ x: 1 / 3, y: 2 })).toBe('fp,0.333,1')
  expect(formatFocus({ x: 0.5, y: 0 }, 2.345, true)).toBe('fpd,0.5,0,2.35')
  expect(formatFocus({ x: 0.5, y: 0.5 }, 1000)).toBe('fp,0.5,0.5,100')
})

test('redactions are read and written back', () => {
  const text = '1,2,30,40;5,6,7,8'
  expect(formatRedactions(redactions(text))).toBe(text)
  expect(formatRedactions([])).toBeUndefined()
  expect(redactions('1,2')).toEqual([])
  const many = Array.from({ length: 20 }, (_, x) => ({ x, y: 0, width: 1, height: 1 }))
  expect(OPTIONS.redact.parse(formatRedactions(many) ?? '')).toHaveLength(16)
})

describe('a crop that needs width and height', () => {
  const offered = (given: Record<string, string>) =>
    shapesFor(new Map(Object.entries(given))).map(({ width, height }) => `${width}x${height}`)

  test('is offered sizes that keep the given side', () => {
    expect(offered({ width: '400' })).toEqual(['400x400', '400x300', '400x225', '400x533'])
    expect(offered({ height: '300' })).toEqual(['300x300', '400x300', '533x300', '225x300'])
    expect(offered({})).toEqual(['800x800', '800x600', '800x450', '800x1067'])
  })

  test('is offered none if it has both', () => {
    expect(offered({ width: '80', height: '40' })).toEqual([])
  })
})

test('the overlay is placed within its ranges', () => {
  const changes = {
    ...overlayPlace({ x: 9000, y: -3, width: 1, height: 1 }),
    ...overlaySize({ x: 0, y: 0, width: 1, height: 1 }),
  }
  expect(changes).toMatchObject({
    olx: '2000',
    oly: '0',
    olwidth: '2',
    olalign: undefined,
    olscale: undefined,
  })
  for (const [name, text] of Object.entries(changes))
    if (text !== undefined && isOptionName(name)) expect(rowOf(name).parse(text)).toBeDefined()
})
