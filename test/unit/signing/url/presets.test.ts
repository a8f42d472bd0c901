import { describe, expect, test } from 'vitest'
import { overlaysOf } from '../../../../src/engine/options/layers.ts'
import { type Intent, parseIntent } from '../../../../src/signing/url/intent.ts'
import { type Preset, type PresetTable, parsePreset } from '../../../../src/signing/url/presets.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { assertConsistent } from '../../../../src/signing/url/zone-rules.ts'
import { givenOptions } from '../../../support/engine/given-options.ts'
import { failure } from '../../../support/process/failure.ts'

const TABLES: Readonly<Record<string, PresetTable>> = {
  card: { width: 400, height: 300, fit: 'cover' },
  framed: { width: 400, extend: 20, bg: 'ffffff', lock: true },
  stamp: { olurl: '/brand/stamp.png', olalign: 'bottomright', lock: true },
  tiles: { olurl: '/brand/stamp.png', olrepeat: true },
  share: { olurl: '/brand/stamp.png', olscale: 20 },
  own: { mark: '00c0ffee' },
  room: { extend: 20 },
  roomy: { olurl: '/brand/stamp.png', extend: 20 },
  faces: { redact: '10,10,50,50' },
  blurred: { blur: 20 },
  part: { crop: '100,100,0,0' },
  barred: { olurl: '/brand/stamp.png', olscale: 10, width: 400, height: 300, fit: 'contain' },
  only: { olurl: '/brand/stamp.png', olrepeat: true, width: 400, lock: 'all' },
  fine: { quality: 80, lock: true },
  similar: { autoquality: 0.95, lock: true },
  small: { max_bytes: 20_000, lock: true },
  near: { nearlossless: true, lock: true },
  drawing: { palette: true, lock: true },
}

function intentOf(search: string, ...mandatory: readonly string[]): Intent | undefined {
  const presets = new Map<string, Preset>(
    Object.entries(TABLES).map(([name, table]) => [name, parsePreset(table)]),
  )
  return parseIntent(parseWire(`https://img.example.com/a.jpg${search}`), { presets, mandatory })
}

/** Returns the case of a parameter that a preset locks, in a URL with this preset. */
const lockedBy =
  (preset: string) =>
  (asked: string): [search: string, detail: string] => [
    `?preset=${preset}&${asked}`,
    `${asked.split('=')[0]} is locked by the preset ${preset}`,
  ]

describe('a preset', () => {
  test('sets its parameters', () => {
    expect(intentOf('?preset=card')).toEqual(intentOf('?width=400&height=300&fit=cover'))
  })

  test('is overridden by the URL unless it is locked', () => {
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

  test('leaves options that do not undo what it locks', () => {
    expect(intentOf('?preset=fine&effort=best&progressive=1&subsampling=444')).toMatchObject({ quality: 80 })
    expect(intentOf('?preset=small&quality=70&autoquality=0.9')).toMatchObject({ max_bytes: 20_000 })
    expect(intentOf('?preset=near&quality=50')).toMatchObject({ nearlossless: true, quality: 50 })
  })

  test('sets the requirements of a parameter', () => {
    expect(intentOf('?preset=card&crop=smart')).toMatchObject({ crop: 'smart', width: 400, height: 300 })
  })

  test.each([
    ['?preset=nobody', 'unknown preset nobody'],
    ['?preset=framed&width=401', 'width is locked by the preset framed'],
    ['?preset=framed&bg=000000', 'bg is locked by the preset framed'],
    // The preset sets none of these options, and each would undo the preset.
    ['?preset=framed&height=1', 'height is locked by the preset framed'],
    ['?preset=framed&dpr=2', 'dpr is locked by the preset framed'],
    ['?preset=framed&widths=100&token=abc&w=100', 'w is locked by the preset framed'],
    ['?preset=stamp&olalpha=1', 'olalpha is locked by the preset stamp'],
    ['?preset=stamp&olwidth=2', 'olwidth is locked by the preset stamp'],
    ['?preset=stamp&olurl=/clear.png', 'olurl is locked by the preset stamp'],
    ...['autoquality=0.5', 'max_bytes=2000', 'lossless=1', 'nearlossless=1', 'quality=79'].map(
      lockedBy('fine'),
    ),
    ...['quality=9', 'max_bytes=2000', 'lossless=1', 'nearlossless=1'].map(lockedBy('similar')),
    ...['lossless=1', 'nearlossless=0'].map(lockedBy('near')),
    ...['colors=2', 'dither=0', 'palette=0'].map(lockedBy('drawing')),
    ['?preset=small&max_bytes=20001', 'max_bytes is locked by the preset small'],
    // No format evades the limit.
    ['?preset=small&format=png', expect.stringContaining('max_bytes cannot be combined with format=png')],
    ['?preset=small&lossless=1', expect.stringContaining('max_bytes cannot be combined with lossless=1')],
    ['?preset=small&animate=1', expect.stringContaining('max_bytes cannot be combined with animate=1')],
    ['?preset=framed&fit=outside', 'fit is locked by the preset framed'],
    ['?preset=framed&enlarge=0', 'enlarge is locked by the preset framed'],
    ...[
      'crop=9,9',
      'trim=1',
      'flip=1',
      'rotate=90',
      'position=top',
      'blur=1',
      'extend=1',
      'metadata=1',
      'hdr=1',
    ].map(lockedBy('only')),
  ])('is refused: %s', (search, detail) => {
    expect(() => intentOf(search)).toThrow(failure('bad-parameter', detail))
  })
})

const addsRoom = (name: string) =>
  `${name} cannot be used here: it adds space beside the image, where the mandatory overlay could lie`

/** Options that never give the file of the source, or its coefficients. */
const GUARDED = { keepSmaller: false, transcode: false }

describe('a mandatory preset', () => {
  test('applies to a URL without options, so that no original is served', () => {
    const guarded = { ...intentOf('?preset=share'), ...GUARDED }
    expect(intentOf('', 'share')).toEqual(guarded)
    expect(intentOf('?token=abc&expire=1700000000', 'share')).toEqual(guarded)
  })

  test('applies together with other presets and with options of the URL', () => {
    expect(intentOf('?preset=card&quality=50', 'share', 'faces')).toEqual({
      ...givenOptions(intentOf('?preset=card&quality=50') ?? {}),
      ...givenOptions(intentOf('?preset=share') ?? {}),
      ...givenOptions(intentOf('?preset=faces') ?? {}),
      ...GUARDED,
    })
  })

  test.each([
    ['?mark=00000001', ['own'], 'mark is locked by the preset own'],
    ['?width=100&metadata=all', ['own'], 'metadata is locked by the preset own'],
    // A mandatory preset is locked even without `lock`.
    ['?redact=0,0,1,1', ['faces'], 'redact is locked by the preset faces'],
    ['?olurl=/clear.png', ['tiles'], 'olurl must have the value of a mandatory preset in this zone'],
    ['?olurl=/a.jpg', ['faces'], 'olurl must have the value of a mandatory preset in this zone'],
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
    ['?max_bytes=2000', ['fine'], 'max_bytes is locked by the preset fine'],
    ['?preset=similar', ['fine'], 'autoquality is locked by the preset fine'],
    ['?quality=5', ['similar'], 'quality is locked by the preset similar'],
    // Tiles would move over the picture, so that one answer would show what another covers.
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
    ...['stamp', 'faces', 'blurred', 'part', 'own'].map((name): [string, string[], string] => [
      '?hdr=1',
      [name],
      `hdr is locked by the preset ${name}`,
    ]),
    ['?preset=card&width=400', ['only'], 'height is locked by the preset only'],
  ])('is protected: %s with %j is refused', (search, mandatory, detail) => {
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
  ])('does not enlarge below an overlay that is measured in pixels: %j', (table, kept) => {
    const presets = new Map([['a', parsePreset(table)]])
    const wire = parseWire('https://img.example.com/a.jpg?height=9')
    expect(parseIntent(wire, { presets, mandatory: ['a'] })?.enlarge === false).toBe(kept)
  })

  test('allows right angles, and padding that the preset itself adds', () => {
    expect(intentOf('', 'roomy')).toMatchObject({ extend: { top: 20 } })
    expect(intentOf('?rotate=-90', 'stamp')).toMatchObject({ rotate: 270 })
    expect(intentOf('?rotate=90', 'tiles')).toMatchObject({ rotate: 90, olrepeat: true })
  })
})

describe('a mandatory preset that keeps metadata', () => {
  test('allows options that do not change the picture', () => {
    expect(intentOf('?format=webp&quality=50', 'only')).toMatchObject({
      format: 'webp',
      width: 400,
    })
    expect(intentOf('?metadata=1&hdr=1', 'room')).toMatchObject({ metadata: '1', hdr: true })
  })

  test('allows metadata and the gain map that the preset itself keeps', () => {
    const presets = new Map([['a', parsePreset({ redact: '0,0,9,9', metadata: 1, hdr: true })]])
    const wire = parseWire('https://img.example.com/a.jpg')
    expect(parseIntent(wire, { presets, mandatory: ['a'] })).toMatchObject({ metadata: '1', hdr: true })
  })
})

describe('parsePreset', () => {
  test('accepts numbers and booleans as well as texts of a URL', () => {
    expect(parsePreset({ width: 400, grayscale: true, flip: false, bg: 'ff0000', lock: true })).toEqual({
      options: { width: 400, grayscale: true, flip: false, bg: { r: 255, g: 0, b: 0, alpha: 1 } },
      locked: true,
    })
  })

  test.each<[PresetTable, string]>([
    [{ width: 0 }, 'width must be a whole number from 1 to 10000, got 0'],
    [{ zebra: 'red' }, 'unknown parameter zebra'],
    [{ color: 'red' }, 'unknown parameter color; did you mean colors?'],
    [{ widht: 4 }, 'unknown parameter widht; did you mean width?'],
    [{ loc: true }, 'unknown parameter loc; did you mean lock?'],
    [{ lock: 1 }, 'lock must be true, false or "all", got 1'],
    [{ expire: 1 }, 'expire cannot be part of a preset'],
    [{ preset: 'card' }, 'preset cannot be part of a preset'],
    [{ download: 'a.jpg' }, 'download cannot be part of a preset'],
  ])('refuses %j', (table, detail) => {
    expect(() => parsePreset(table)).toThrow(failure('bad-parameter', detail))
  })
})

describe('overlays of several presets', () => {
  const TABLES_OF_LAYERS: Readonly<Record<string, PresetTable>> = {
    logo: { olurl: '/logo.png', olalign: 'top' },
    whose: { oltext: '{ip}', ol2text: '{n}', ol2size: 20 },
    locked: { olurl: '/logo.png', lock: true },
    open: { olurl: '/open.png', olalpha: 50 },
    all: { width: 100, lock: 'all' },
    gray: { grayscale: true },
    faint: { olalpha: 40 },
    gap: { ol2url: '/logo.png' },
  }
  const presets = new Map(Object.entries(TABLES_OF_LAYERS).map(([name, table]) => [name, parsePreset(table)]))
  const facts = { ip: '203.0.113.7' }

  function layersFor(search: string, ...mandatory: readonly string[]): string {
    const wire = parseWire(`https://img.example.com/a.jpg${search}`)
    const overlays = overlaysOf(parseIntent(wire, { presets, mandatory }, facts))
    return overlays
      .map(({ layer, url, text = '' }) => `${layer} ${url ?? text.replace(/[\u2066-\u2069]/g, '')}`)
      .join()
  }

  test.each<[string, string[], string]>([
    ['?ol-n=N', ['logo', 'whose'], 'ol /logo.png,ol2 203.0.113.7,ol3 N'],
    ['?ol-n=N', ['whose', 'logo'], 'ol 203.0.113.7,ol2 N,ol3 /logo.png'],
    ['?preset=open', ['logo'], 'ol /open.png,ol2 /logo.png'],
    ['?preset=locked', ['logo'], 'ol /logo.png,ol2 /logo.png'],
    ['?preset=logo', ['logo'], 'ol /logo.png'],
    ['?preset=logo&olalign=top', ['logo'], 'ol /logo.png'],
    ['?preset=open&olurl=/mine.png&ol2text=x', [], 'ol /mine.png,ol2 x'],
    ['?preset=open&ol2text=x&ol3url=/c.png', [], 'ol /open.png,ol2 x,ol3 /c.png'],
    ['?oltext=x&ol2text=y', ['gray'], 'ol x,ol2 y'],
    ['?oltext=x&olfont=/f.ttf&olblend=screen', ['gray'], 'ol x'],
  ])('are merged: %s with %j are %s', (search, mandatory, expected) => {
    expect(layersFor(search, ...mandatory)).toBe(expected)
  })

  test.each<[string, string[], string]>([
    [
      '?preset=open&ol-n=N',
      ['logo', 'locked', 'whose'],
      'the URL and its presets have 5 overlays: at most 4 are allowed',
    ],
    ['?preset=open&oltext=x', [], 'olurl and oltext cannot be in one layer'],
    ['?preset=locked&ol2text=x', [], 'ol2text is locked by the preset locked'],
    ['?preset=locked&olblend=screen', [], 'olblend is locked by the preset locked'],
    ['?preset=open', ['all'], 'olurl is locked by the preset all'],
    ['?oltext=x', ['all'], 'oltext is locked by the preset all'],
    ['?oltext=x', ['logo'], 'oltext is locked by the preset logo'],
    ['?preset=open&olalign=left', ['logo'], 'olalign is locked by the preset logo'],
    ['?olurl=/a.jpg', ['gray'], 'olurl must have the value of a mandatory preset in this zone'],
    ['?oltext=x&ol2url=/a.jpg', ['gray'], 'ol2url must have the value of a mandatory preset in this zone'],
    ['?metadata=1&ol-n=N', ['whose'], 'metadata is locked by the preset whose'],
    ['?rotate=5&ol-n=N', ['whose'], addsRoom('rotate')],
  ])('are refused: %s with %j', (search, mandatory, detail) => {
    expect(() => layersFor(search, ...mandatory)).toThrow(failure('bad-parameter', detail))
  })

  test.each([
    [['faint'], 'faint: olalpha needs olurl or oltext'],
    [['logo', 'gap'], 'gap: ol2url needs olurl or oltext: layers are numbered without gaps'],
    [['logo', 'locked', 'open', 'whose'], 'the URL and its presets have 5 overlays: at most 4 are allowed'],
  ])('are refused if they can never be drawn: %j', (mandatory, detail) => {
    expect(() => assertConsistent({ presets, mandatory })).toThrow(failure('bad-parameter', detail))
  })

  test.each<[PresetTable, boolean]>([
    [{ oltext: 'a' }, false],
    [{ oltext: 'a', olsize: '0.2', olwidth: '0.5' }, false],
    [{ oltext: 'a', olsize: 20 }, true],
    [{ oltext: 'a', olwidth: 100 }, true],
    [{ olurl: '/o.png', olscale: 20, ol2text: 'a' }, false],
    [{ olurl: '/o.png', olscale: 20, ol2text: 'a', ol2size: 9 }, true],
  ])('do not enlarge below a text that is measured in pixels: %j', (table, kept) => {
    const wire = parseWire('https://img.example.com/a.jpg?height=9')
    const rules = { presets: new Map([['a', parsePreset(table)]]), mandatory: ['a'] }
    expect(parseIntent(wire, rules)?.enlarge === false).toBe(kept)
  })

  test.each<[PresetTable, string]>([
    [{ oltext: '{start}' }, 'oltext has {start}, which nothing fills'],
    [{ oltext: ' ' }, 'oltext must have a visible character'],
    [{ 'ol-n': 'x' }, 'ol-n cannot be part of a preset'],
  ])('are refused by parsePreset: %j', (table, detail) => {
    expect(() => parsePreset(table)).toThrow(failure('bad-parameter', detail))
  })
})
