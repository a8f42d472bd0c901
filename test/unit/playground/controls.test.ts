import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colorParts, colorText } from '../../../playground/page/controls/editors/color-text.ts'
import {
  CROPS,
  cropParts,
  cropText,
  isCropForm,
  reshapeCrop,
} from '../../../playground/page/controls/editors/crop-text.ts'
import { fromNow, momentWords } from '../../../playground/page/controls/editors/moment-text.ts'
import { sliderOf, stepped } from '../../../playground/page/controls/editors/slider.ts'
import { GROUP_TITLES, groupRows } from '../../../playground/page/controls/groups.ts'
import { actionOf, type Place } from '../../../playground/page/controls/key-actions.ts'
import { matches, rows, sectionOf, shownRows, usedLayers } from '../../../playground/page/controls/rows.ts'
import { presetQuery, zoneOf } from '../../../playground/page/controls/zone-of.ts'
import { crop } from '../../../src/signing/url/area-values.ts'
import { OPTION_NAMES, OPTIONS } from '../../../src/signing/url/options.ts'
import { color } from '../../../src/signing/url/values.ts'
import { VALUES } from '../../support/properties/arbitraries.ts'

describe('rows', () => {
  test('are all parameters except those after the signature, in the order of the table', () => {
    const names = rows.map(({ name }) => name)
    expect([...names, 'token', 'w']).toEqual(OPTION_NAMES)
  })

  test('are grouped: format, quality and size first, then the groups of the table', () => {
    const groups = groupRows(rows)
    expect(groups.map(([group]) => group)).toEqual(Object.keys(GROUP_TITLES))
    expect(groups[0]?.[1].map(({ name }) => name)).toEqual(['format', 'quality', 'width', 'height'])
    expect(new Set(groups.flatMap(([, of]) => of))).toEqual(new Set(rows))
    for (const [group, of] of groups.slice(1)) {
      expect(new Set(of.map((row) => row.group))).toEqual(new Set([group]))
      expect(of).toEqual(rows.filter((row) => of.includes(row)))
    }
  })

  test('keep the order of the page if some are shown', () => {
    const shown = rows.filter(({ name }) => ['height', 'blur', 'quality'].includes(name))
    const names = groupRows(shown).map(([group, of]) => [group, of.map(({ name }) => name)])
    expect(names).toEqual([
      ['first', ['quality', 'height']],
      ['compose', ['blur']],
    ])
  })

  test.each([
    ['', true],
    ['WID', true],
    ['aspect pixels', true],
    ['aspect blur', false],
  ])('are filtered: the search %j finds width: %s', (search, found) => {
    expect(matches({ name: 'width', doc: OPTIONS.width.doc }, search)).toBe(found)
  })

  const namesOf = (set: Record<string, string>, layers: number) =>
    shownRows(new Map(Object.entries(set)), layers).map(({ name }) => name)

  test('for layers are shown as needed', () => {
    expect(namesOf({}, 1)).toEqual(OPTION_NAMES.filter((name) => !/^ol[-234]|^token$|^w$/.test(name)))
    expect(namesOf({}, 2)).toContain('ol2url')
    expect(namesOf({}, 2)).not.toContain('ol3url')
    expect(namesOf({}, 4)).toContain('ol4blend')
  })

  test('for values are shown if texts need them or if they are set', () => {
    const texts = { oltext: '{b} {ip} {{c}}', ol2text: '{a} {b}', 'ol-d': 'x' }
    expect(namesOf(texts, 2).filter((name) => name.startsWith('ol-'))).toEqual(['ol-a', 'ol-b', 'ol-d'])
  })

  test('for layers and values have headings', () => {
    const set = new Map([['oltext', '{a}']])
    const [, overlays = []] = groupRows(shownRows(set, 2)).find(([group]) => group === 'overlay') ?? []
    expect([...new Set(overlays.map(sectionOf))]).toEqual(['Overlay 1', 'Overlay 2', 'Values in texts'])
    expect([...new Set(rows.filter(({ group }) => group !== 'overlay').map(sectionOf))]).toEqual([''])
  })

  test.each([
    ['', 1],
    ['olurl=/a', 1],
    ['ol2align=top', 2],
    ['olurl=/a&ol4text=b', 4],
  ])('are shown for layers: %j uses %i layers', (query, layers) => {
    expect(usedLayers(new Map(new URLSearchParams(query)))).toBe(layers)
  })
})

describe('keys', () => {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
  const ctrl = { ...none, ctrlKey: true }

  test.each([
    [{ ...ctrl, key: 'z' }, 'page', 'undo'],
    [{ ...ctrl, key: 'z' }, 'text', 'undo'],
    [{ ...ctrl, key: 'z' }, 'edited', undefined],
    [{ ...ctrl, key: 'Z', shiftKey: true }, 'page', 'redo'],
    [{ ...ctrl, key: 'y' }, 'page', 'redo'],
    [{ ...ctrl, key: 'y' }, 'edited', undefined],
    [{ ...ctrl, key: 'z', altKey: true }, 'page', undefined],
    [{ ...none, key: 'z', metaKey: true }, 'page', 'undo'],
    [{ ...none, key: 'y', metaKey: true }, 'page', undefined],
    [{ ...none, key: 'z' }, 'page', undefined],
    [{ ...none, key: '/' }, 'page', 'search'],
    [{ ...none, key: '/' }, 'text', undefined],
    [{ ...none, key: '?', shiftKey: true }, 'page', 'shortcuts'],
    [{ ...none, key: '?', shiftKey: true }, 'edited', undefined],
  ] as const)('are handled: %j in %s does %s', (key, place: Place, action) => {
    expect(actionOf(key, place)).toBe(action)
  })
})

describe('the form for crop', () => {
  test('turns text into parts and back', () => {
    fc.assert(
      fc.property(VALUES.crop, (value) => {
        const text = crop.format(value)
        const parts = cropParts(text)
        expect(parts && cropText(parts)).toBe(text)
      }),
    )
  })

  test.each(Object.keys(CROPS).filter(isCropForm))('starts %s with a value', (form) => {
    expect(crop.parse(cropText(reshapeCrop(undefined, form)))).toBeDefined()
  })

  test('keeps an emptied part', () => {
    expect(cropParts('800,,0,0')).toEqual({ form: 'box', parts: ['800', '', '0', '0'] })
    expect(cropParts('fp,,0.5')).toEqual({ form: 'fp', parts: ['', '0.5'] })
  })

  test.each(['', '800', '1,2,3', 'fp', 'fp,1', 'fp,1,2,3,4'])('does not exist for %j', (text) => {
    expect(cropParts(text)).toBeUndefined()
  })

  test('keeps parts with the same meaning when its kind changes', () => {
    expect(reshapeCrop({ form: 'size', parts: ['30', '40'] }, 'box').parts).toEqual(['30', '40', '0', '0'])
    expect(reshapeCrop({ form: 'box', parts: ['30', '40', '1', '2'] }, 'fp').parts).toEqual([
      '0.5',
      '0.5',
      '',
    ])
  })
})

test('a color is turned into parts and back', () => {
  fc.assert(
    fc.property(VALUES.bg, (value) => {
      expect(color.parse(colorText(colorParts(color.format(value))))).toEqual(value)
    }),
  )
  expect(colorParts('red')).toEqual({ hex: '#000000', alpha: 1 })
})

test.each([
  ['whole', 1, 10000, { min: 1, max: 2000, step: 1 }],
  ['whole', 0, 9, { min: 0, max: 9, step: 1 }],
  ['decimal', 1, 4, { min: 1, max: 4, step: 0.05 }],
  ['decimal', 0.3, 100, { min: 0.3, max: 20, step: 0.1 }],
  ['decimal', 0.5, 0.999, { min: 0.5, max: 0.999, step: 0.001 }],
  ['whole', 100, 100_000_000, { min: 1000, max: 500_000, step: 1000 }],
  ['angle', -359, 359, { min: -180, max: 180, step: 1 }],
] as const)('the slider of %s from %d to %d covers the useful range', (kind, min, max, slider) => {
  expect(sliderOf({ kind, min, max })).toEqual(slider)
})

test('a slider step stays within its limits and has three decimals', () => {
  expect(stepped(0.95, 1, 0.001, { min: 0.5, max: 0.999 })).toBe('0.951')
  expect(stepped(0.1, 1, 0.2, { min: 0, max: 4 })).toBe('0.3')
  expect(stepped(1, -1, 1, { min: 1, max: 4 })).toBe('1')
  expect(stepped(4, 1, 0.5, { min: 1, max: 4 })).toBe('4')
})

test.each([
  [600, 'in 10 minutes'],
  [-7200, '2 hours ago'],
  [86_400, 'tomorrow'],
  [5, 'in 5 seconds'],
  [0, 'now'],
])('a time %d seconds from now is shown as %j', (seconds, words) => {
  expect(fromNow(seconds)).toBe(words)
})

test('a time in words ends with its distance; other texts have none', () => {
  expect(momentWords('1000600', 1_000_000)).toMatch(/1970.*, in 10 minutes$/)
  expect(momentWords('soon', 0)).toBeUndefined()
})

test('the zone of a path is that with the longest prefix', () => {
  const zone = (prefix: string) =>
    ({ name: prefix, prefix, schemes: [], originals: 'implicit', presets: {}, mandatory: [] }) as const
  const zones = [zone('/'), zone('/shop/'), zone('/shop/big/')]
  expect(zoneOf('/shop/a.jpg', zones)?.prefix).toBe('/shop/')
  expect(zoneOf('/%', zones)?.prefix).toBe('/')
  expect(zoneOf('/a.jpg', [zone('/shop/')])).toBeUndefined()
})

test('a preset is found only by its own name', () => {
  const presets = { card: 'width=400' }
  const zone = { name: 'a', prefix: '/', schemes: [], originals: 'implicit', presets, mandatory: [] } as const
  expect(presetQuery(zone, 'card')).toBe('width=400')
  expect(['other', 'constructor', undefined].map((name) => presetQuery(zone, name))).toEqual(
    Array(3).fill(undefined),
  )
  expect(presetQuery(undefined, 'card')).toBeUndefined()
})
