import { describe, expect, test } from 'vitest'
import { type Intent, parseIntent } from '../../../src/url/intent.ts'
import { type Preset, type PresetTable, parsePreset } from '../../../src/url/presets.ts'
import { parseWire } from '../../../src/url/wire.ts'
import { failure } from '../../support/failure.ts'

const TABLES: Readonly<Record<string, PresetTable>> = {
  card: { width: 400, height: 300, fit: 'cover' },
  framed: { width: 400, extend: 20, bg: 'ffffff', lock: true },
  stamp: { olurl: '/brand/stamp.png', olalign: 'bottomright', lock: true },
  tiles: { olurl: '/brand/stamp.png', olrepeat: true },
  share: { olurl: '/brand/stamp.png', olscale: 20 },
  room: { extend: 20 },
  roomy: { olurl: '/brand/stamp.png', extend: 20 },
  faces: { redact: '10,10,50,50' },
  blurred: { blur: 20 },
  part: { crop: '100,100,0,0' },
  barred: { olurl: '/brand/stamp.png', olscale: 10, width: 400, height: 300, fit: 'contain' },
  only: { olurl: '/brand/stamp.png', olrepeat: true, width: 400, lock: 'all' },
}

function intentOf(search: string, ...mandatory: readonly string[]): Intent | undefined {
  const presets = new Map<string, Preset>(
    Object.entries(TABLES).map(([name, table]) => [name, parsePreset(table)]),
  )
  return parseIntent(parseWire(`https://img.example.com/a.jpg${search}`), { presets, mandatory })
}

describe('a preset', () => {
  test('sets its parameters', () => {
    expect(intentOf('?preset=card')).toEqual(intentOf('?width=400&height=300&fit=cover'))
  })

  test('is overridden by the URL, unless it is locked', () => {
    expect(intentOf('?preset=card&width=200&quality=50')).toEqual(
      intentOf('?width=200&height=300&fit=cover&quality=50'),
    )
    expect(intentOf('?preset=framed&quality=50')).toEqual(
      intentOf('?width=400&extend=20&bg=ffffff&quality=50'),
    )
  })

  test('may be repeated with the same values', () => {
    expect(intentOf('?preset=framed&width=400&bg=255,255,255')).toEqual(intentOf('?preset=framed'))
  })

  test('sets what a parameter needs', () => {
    expect(intentOf('?preset=card&crop=smart')).toMatchObject({ crop: 'smart', width: 400, height: 300 })
  })

  test.each([
    ['?preset=nobody', 'unknown preset nobody'],
    ['?preset=framed&width=401', 'width is locked by the preset framed'],
    ['?preset=framed&bg=000000', 'bg is locked by the preset framed'],
    // The preset sets none of these, and each would undo it.
    ['?preset=framed&height=1', 'height is locked by the preset framed'],
    ['?preset=framed&dpr=2', 'dpr is locked by the preset framed'],
    ['?preset=framed&widths=100&token=abc&w=100', 'w is locked by the preset framed'],
    ['?preset=stamp&olalpha=1', 'olalpha is locked by the preset stamp'],
    ['?preset=stamp&olwidth=2', 'olwidth is locked by the preset stamp'],
    ['?preset=stamp&olurl=/clear.png', 'olurl is locked by the preset stamp'],
    ['?preset=framed&fit=outside', 'fit is locked by the preset framed'],
    ['?preset=framed&enlarge=0', 'enlarge is locked by the preset framed'],
    ...['crop=9,9', 'trim=1', 'flip=1', 'rotate=90', 'position=top', 'blur=1', 'extend=1', 'metadata=1'].map(
      (asked): [string, string] => [
        `?preset=only&${asked}`,
        `${asked.split('=')[0]} is locked by the preset only`,
      ],
    ),
  ])('%s is refused', (search, detail) => {
    expect(() => intentOf(search)).toThrow(failure('bad-parameter', detail))
  })
})

const addsRoom = (name: string) =>
  `${name} would add room beside the image, where the mandatory overlay could fall`

describe('a mandatory preset', () => {
  test('applies to a URL without options, so that no original is served', () => {
    expect(intentOf('', 'share')).toEqual(intentOf('?preset=share'))
    expect(intentOf('?token=abc&expire=1700000000', 'share')).toEqual(intentOf('?preset=share'))
  })

  test('applies with other presets and with options of the URL', () => {
    expect(intentOf('?preset=card&quality=50', 'share', 'faces')).toEqual({
      ...intentOf('?preset=card&quality=50'),
      ...intentOf('?preset=share'),
      ...intentOf('?preset=faces'),
    })
  })

  test.each([
    // A mandatory preset is locked without `lock`.
    ['?redact=0,0,1,1', ['faces'], 'redact is locked by the preset faces'],
    ['?olurl=/clear.png', ['tiles'], 'olurl must be that of a mandatory preset in this zone'],
    ['?olurl=/a.jpg', ['faces'], 'olurl must be that of a mandatory preset in this zone'],
    ['?olrepeat=0', ['tiles'], 'olrepeat is locked by the preset tiles'],
    ['?extend=1000', ['stamp'], addsRoom('extend')],
    ['?preset=framed', ['stamp'], addsRoom('extend')],
    ['?radius=500', ['stamp'], addsRoom('radius')],
    ['?rotate=45', ['stamp'], addsRoom('rotate')],
    ['?width=100&height=900&fit=contain', ['stamp'], addsRoom('fit')],
    [
      '?width=100&height=900&fit=fill',
      ['share'],
      'fit must not be fill: it would distort the mandatory overlay',
    ],
    [
      '?width=100&height=900&fit=fill',
      ['tiles'],
      'fit must not be fill: it would distort the mandatory overlay',
    ],
    ['', ['room', 'stamp'], addsRoom('extend')],
    ['', ['stamp', 'room'], addsRoom('extend')],
    ['?enlarge=1', ['stamp'], 'enlarge is locked by the preset stamp'],
    ['?enlarge=1', ['tiles'], 'enlarge is locked by the preset tiles'],
    ['?enlarge=1', ['blurred'], 'enlarge is locked by the preset blurred'],
    ['?trim=10', ['part'], 'trim is locked by the preset part'],
    // Tiles would move over the picture: one answer would show what another covers.
    ['?extend=0,0,0,40', ['tiles'], addsRoom('extend')],
    ['?rotate=45', ['tiles'], addsRoom('rotate')],
    ...['position=top', 'enlarge=0', 'crop=99,99,0,0', 'trim=1', 'height=2000'].map(
      (asked): [string, string[], string] => [
        `?${asked}`,
        ['barred'],
        `${asked.split('=')[0]} is locked by the preset barred`,
      ],
    ),
    ...['stamp', 'faces', 'blurred', 'part'].map((name): [string, string[], string] => [
      '?metadata=all',
      [name],
      `metadata is locked by the preset ${name}`,
    ]),
    ['?preset=card&width=400', ['only'], 'height is locked by the preset only'],
  ])('%s with %j is refused', (search, mandatory, detail) => {
    expect(() => intentOf(search, ...mandatory)).toThrow(failure('bad-parameter', detail))
  })

  const px = { olurl: '/o.png' }
  test.each<[PresetTable, boolean]>([
    [px, true],
    [{ ...px, olwidth: 100 }, true],
    [{ ...px, olwidth: '0.5', olheight: 100 }, true],
    [{ ...px, olscale: 20, olheight: 100 }, true],
    [{ ...px, olscale: 20 }, false],
    [{ ...px, olwidth: '0.5' }, false],
    [{ ...px, olwidth: 1, olheight: '0.1' }, false],
    [{ ...px, enlarge: true }, false],
    [{ quality: 80 }, false],
  ])('does not enlarge under an overlay that is measured in pixels: %j', (table, kept) => {
    const presets = new Map([['a', parsePreset(table)]])
    const wire = parseWire('https://img.example.com/a.jpg?height=9')
    expect(parseIntent(wire, { presets, mandatory: ['a'] })?.enlarge === false).toBe(kept)
  })

  test('allows right angles, and room that the preset itself adds', () => {
    expect(intentOf('', 'roomy')).toMatchObject({ extend: { top: 20 } })
    expect(intentOf('?rotate=-90', 'stamp')).toMatchObject({ rotate: 270 })
    expect(intentOf('?rotate=90', 'tiles')).toMatchObject({ rotate: 90, olrepeat: true })
  })
})

describe('what is kept', () => {
  test('allows what does not change the picture', () => {
    expect(intentOf('?format=webp&quality=50', 'only')).toMatchObject({
      format: 'webp',
      width: 400,
    })
    expect(intentOf('?metadata=1', 'room')).toMatchObject({ metadata: '1' })
  })

  test('allows metadata that the preset itself keeps', () => {
    const presets = new Map([['a', parsePreset({ redact: '0,0,9,9', metadata: 1 })]])
    const wire = parseWire('https://img.example.com/a.jpg')
    expect(parseIntent(wire, { presets, mandatory: ['a'] })).toMatchObject({ metadata: '1' })
  })
})

describe('parsePreset', () => {
  test('accepts numbers and booleans for the text of a URL', () => {
    expect(parsePreset({ width: 400, grayscale: true, flip: false, bg: 'ff0000', lock: true })).toEqual({
      options: { width: 400, grayscale: true, flip: false, bg: { r: 255, g: 0, b: 0, alpha: 1 } },
      locked: true,
    })
  })

  test.each<[PresetTable, string]>([
    [{ width: 0 }, 'width must be a whole number from 1 to 10000, got 0'],
    [{ colour: 'red' }, 'unknown parameter colour'],
    [{ lock: 1 }, 'lock must be true, false or "all", got 1'],
    [{ expire: 1 }, 'expire cannot be part of a preset'],
    [{ preset: 'card' }, 'preset cannot be part of a preset'],
    [{ download: 'a.jpg' }, 'download cannot be part of a preset'],
  ])('%j is refused', (table, detail) => {
    expect(() => parsePreset(table)).toThrow(failure('bad-parameter', detail))
  })
})
