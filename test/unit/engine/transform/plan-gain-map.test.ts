import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import type { GainMapMetadata } from '../../../../src/engine/metadata/gain-map.ts'
import { overlaysOf } from '../../../../src/engine/options/layers.ts'
import type { Orientation } from '../../../../src/engine/picture/header.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { roomFor } from '../../../../src/engine/plan/room.ts'
import { keepsGainMap, liesOn, planGainMap } from '../../../../src/engine/transform/plan-gain-map.ts'
import { isRowName, OPTIONS, type Options, type RowName, rowOf } from '../../../../src/signing/url/options.ts'
import { formatOptions } from '../../../../src/signing/url/parameters.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { VALUES } from '../../../support/properties/arbitraries.ts'

const BYTES = 1_000_000

const HEADER: Header = {
  format: 'jpeg',
  width: 400,
  height: 300,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  sampling: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
  gainMap: 'declared',
  progressive: false,
}
const MAP: Header = { ...HEADER, width: 100, height: 75, components: 1, sampling: [[1, 1]] }
const METADATA: GainMapMetadata = { hdrgm: { version: '1.0', gainMapMax: ['2'], hdrCapacityMax: '2' } }
const foundOf = (header = MAP, metadata = METADATA) => ({ header, file: new Uint8Array(999), metadata })

function plansOf(query: string, header = HEADER, found = foundOf()) {
  const [unmarked = '', mark] = query.split(/&?mark=/)
  const intent = intentOf(unmarked)
  const streams = { 32: new Uint16Array(4096), 64: new Uint16Array(4096) }
  const asked = {
    ...intent,
    ...(mark && { mark: { value: mark, key: { id: 'a', streams }, personal: false } }),
  }
  const analysis = { trim: { x: 10, y: 10, width: 300, height: 200 } }
  const inputs = {
    ...(intent.trim !== undefined && analysis),
    overlays: overlaysOf(intent).map(() => ({
      size: { width: 10, height: 10 },
      memory: () => ({ bytes: 400, kernel: 0, codec: 0 }),
    })),
  }
  const plan = makePlan(header, asked, BYTES, LIMITS, inputs)
  const kept = keepsGainMap(plan, header, found)
  const room = roomFor(LIMITS)
  return { kept, plan, map: planGainMap(plan, { header, intent: asked, inputs, room }, found) }
}

type Use = readonly [query: string, kept: boolean]

/**
 * Uses of parameters, and `true` if they keep the gain map. Parameters that do not concern the
 * picture have no uses. Any other parameter that is not listed drops the map.
 */
const USES: Readonly<Partial<Record<RowName, readonly Use[]>>> = {
  trim: [['trim=10', true]],
  crop: [
    ['crop=100,80', true],
    ['crop=fp,0.3,0.3,2&width=90&height=90', true],
    ['crop=fpd,0.3,0.3,2&width=90&height=90', false],
  ],
  width: [['width=100', true]],
  height: [['height=100', true]],
  fit: [
    ['width=90&height=90&fit=cover', true],
    ['width=90&height=90&fit=fill', true],
    ['width=90&height=90&fit=inside', true],
    ['width=90&height=90&fit=outside', true],
    ['width=90&height=90&fit=contain', false],
    ['width=90&height=90&fit=contain&bg=000000', false],
  ],
  position: [['width=90&height=90&position=top', true]],
  enlarge: [['width=900&enlarge=0', true]],
  dpr: [['width=50&dpr=2', true]],
  filter: [
    ['width=50&filter=mitchell', true],
    ['width=50&filter=magic', true],
    ['width=800&filter=magic', true],
    ['width=800&filter=hqx', true],
  ],
  linear: [['width=100&linear=1', true]],
  extend: [['extend=9', false]],
  // The parameter has no effect without margins.
  bg: [['bg=ff0000', true]],
  flip: [['flip=1', true]],
  flop: [['flop=1', true]],
  rotate: [
    ['rotate=90', true],
    ['rotate=45', false],
    ['rotate=1', false],
  ],
  gamma: [['gamma=2.2&width=90', false]],
  // The parameter has no effect on an opaque picture.
  removealpha: [['removealpha=1', true]],
  redact: [['redact=0,0,9,9', true]],
  olurl: [['olurl=/a.png', false]],
  oltext: [['oltext=a&olfont=/a.ttf', false]],
  olfont: [['oltext=a&olfont=/a.ttf', false]],
  olsize: [['oltext=a&olsize=0.1', false]],
  olcolor: [['oltext=a&olcolor=ff0000', false]],
  olstroke: [['oltext=a&olstroke=2', false]],
  olshadow: [['oltext=a&olshadow=2', false]],
  ollines: [['oltext=a&ollines=left', false]],
  olx: [['olurl=/a.png&olx=1&oly=1', false]],
  oly: [['olurl=/a.png&olx=1&oly=1', false]],
  olpadding: [['olurl=/a.png&olalign=top&olpadding=9', false]],
  'ol-name': [],
  format: [
    ['format=jpeg', true],
    ['format=auto', true],
    ['format=png', false],
    ['format=webp', false],
    ['format=avif', false],
  ],
  quality: [['quality=50', true]],
  alphaquality: [['alphaquality=50', true]],
  lossless: [
    ['lossless=1', true],
    ['lossless=1&format=webp', false],
  ],
  nearlossless: [['nearlossless=1', true]],
  progressive: [['progressive=1', true]],
  compression: [['compression=9', true]],
  adaptive: [['adaptive=1', true]],
  autoquality: [['autoquality=0.95', true]],
  max_bytes: [['max_bytes=90000', true]],
  subsampling: [
    ['subsampling=420', true],
    ['subsampling=444', true],
  ],
  colors: [['colors=16', true]],
  palette: [['palette=1', true]],
  dither: [['palette=1&dither=0', true]],
  effort: [['effort=best', true]],
  metadata: [
    ['metadata=1', true],
    ['metadata=all', true],
  ],
  hdr: [['hdr=1', true]],
  animate: [['animate=1', true]],
  page: [['page=1', true]],
  mark: [['mark=0123abcd', false]],
  output: [],
  download: [],
  original: [],
  preset: [],
  expire: [],
  start: [],
  ip: [],
  kid: [],
  widths: [],
  dprs: [],
  token: [],
  w: [],
}

/** Returns a query with a value of a parameter that is not its default. */
function usedAlone(name: RowName): string {
  const { initial = '0', group } = rowOf(name)
  const ones = fc.record({ [name]: VALUES[name] }) as fc.Arbitrary<Options>
  const texts = fc.sample(ones, { seed: 1, numRuns: 20 }).map((one) => formatOptions(one).get(name))
  const shown = group === 'overlay' ? 'olurl=/a.png&' : ''
  return `${shown}${name}=${texts.find((text) => text !== '0' && text !== initial)}`
}

describe('the gain map of a JPEG', () => {
  const names = Object.keys(OPTIONS).filter(isRowName)
  const uses = names.flatMap((name): readonly Use[] => USES[name] ?? [[usedAlone(name), false]])
  it.each(uses)('is kept with %s: %s', (query, kept) => {
    expect(plansOf(query).kept).toBe(kept)
  })

  const wide: Header = { ...HEADER, icc: true, color: { kind: 'icc', profile: PROFILES.displayP3 } }
  const rgb: Header = {
    ...MAP,
    components: 3,
    sampling: [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  }
  const differing: GainMapMetadata = {
    hdrgm: { version: '1.0', gainMapMax: ['2', '2', '1'], hdrCapacityMax: '2' },
  }
  const turned: GainMapMetadata = {
    hdrgm: { version: '1.0', baseRenditionIsHdr: true, gainMapMax: ['2'], hdrCapacityMax: '2' },
  }
  it.each<[string, string, Header, Header, GainMapMetadata, boolean]>([
    ['one channel, converted', '', wide, MAP, METADATA, true],
    ['three channels, converted', '', wide, rgb, METADATA, false],
    ['three channels, the profile kept', 'metadata=1', wide, rgb, METADATA, true],
    ['three channels of an sRGB picture', '', HEADER, rgb, METADATA, true],
    ['a gain for each channel, converted', '', wide, MAP, differing, false],
    ['a gain for each channel of an sRGB picture', '', HEADER, MAP, differing, true],
    ['an HDR picture, converted', '', wide, MAP, turned, false],
    ['a CMYK picture', '', { ...HEADER, components: 4 }, MAP, METADATA, false],
    ['a CMYK map', '', HEADER, { ...MAP, components: 4 }, METADATA, false],
  ])('is kept or not: %s, %s', (_, query, header, map, metadata, kept) => {
    expect(plansOf(query, header, foundOf(map, metadata)).kept).toBe(kept)
  })

  it.each<[string, object, object, object]>([
    [
      'width=200',
      { x: 0, y: 0, width: 100, height: 75 },
      { width: 50, height: 38 },
      { width: 50, height: 38 },
    ],
    [
      'crop=200,100,50,30',
      { x: 12.5, y: 7.5, width: 50, height: 25 },
      { width: 50, height: 25 },
      { width: 50, height: 25 },
    ],
    [
      'crop=200,100,50,30&rotate=90',
      { x: 12.5, y: 7.5, width: 50, height: 25 },
      { width: 50, height: 25 },
      { width: 25, height: 50 },
    ],
    [
      'width=2&height=2&fit=fill',
      { x: 0, y: 0, width: 100, height: 75 },
      { width: 1, height: 1 },
      { width: 1, height: 1 },
    ],
    [
      'width=100&height=100',
      { x: 12.5, y: 0, width: 75, height: 75 },
      { width: 25, height: 25 },
      { width: 25, height: 25 },
    ],
  ])('is resized at its own scale for %s', (query, box, size, output) => {
    const { map } = plansOf(query)
    expect(map).toMatchObject({ output, resize: { size } })
    for (const [name, value] of Object.entries(box)) expect(map.resize.box[name as 'x']).toBeCloseTo(value, 0)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
    'is rotated like a picture of orientation %i',
    (orientation: Orientation) => {
      for (const query of ['width=100', 'rotate=270&flip=1&width=50', 'crop=90,70,11,13&flop=1']) {
        const { plan, map } = plansOf(query, { ...HEADER, orientation })
        expect(map.resize.turn).toEqual(plan.resize.turn)
        const { box } = plan.resize
        expect(map.resize.box.x).toBeCloseTo(box.x / 4)
        expect(map.resize.box.y).toBeCloseTo(box.y / 4)
        expect(map.resize.box.width).toBeCloseTo(box.width / 4)
        expect(map.output.width).toBe(Math.round(plan.output.width / 4))
      }
    },
  )

  test('reads no sample beyond the crop of its picture, also where it is the window of a smaller box', () => {
    const { map } = plansOf('crop=200,100,50,30&width=40&height=40')
    const crop = { x: 12.5, y: 7.5, width: 50, height: 25, picture: { width: 100, height: 75 } }
    expect(map.resize.crop).toEqual(crop)
    expect(map.resize.box.width).toBe(25)
    expect(plansOf('width=40&height=40').map.resize.crop).toBeUndefined()
  })

  test('is redacted one pixel beyond each box', () => {
    const { map } = plansOf('redact=41,40,9,8;0,0,4,4')
    expect(map.redact).toEqual([
      { x: 9, y: 9, width: 5, height: 4 },
      { x: -1, y: -1, width: 3, height: 3 },
    ])
  })

  test('is limited to the size of its picture', () => {
    const large = foundOf({ ...MAP, width: 4000, height: 3000 })
    expect(plansOf('width=200', HEADER, large).map.output).toEqual({ width: 200, height: 150 })
  })
})

test('drops a map whose shape differs from its picture', () => {
  expect(plansOf('format=jpeg', HEADER, foundOf({ ...MAP, height: 78 })).kept).toBe(false)
})

describe('a tone map, for a plan without changes', () => {
  const [zero, two] = [
    { numerator: 0, denominator: 1 },
    { numerator: 2, denominator: 1 },
  ]
  const channels = [{ min: zero, max: two, gamma: two, baseOffset: zero, alternateOffset: zero }] as const
  const iso = { writerVersion: 0, flags: 0, baseHeadroom: zero, alternateHeadroom: two, channels }
  const turned = { ...iso, baseHeadroom: two, alternateHeadroom: zero }
  const [heic, avif] = [{ format: 'heic' } as const, { format: 'avif' } as const]
  const three = { components: 3 } as const
  const colored = (primaries: number) => ({ color: { kind: 'cicp', primaries, transfer: 13 } }) as const

  it.each<[name: string, header: Partial<Header>, map: Partial<Header>, metadata: typeof iso, kept: boolean]>(
    [
      ['one channel', heic, heic, iso, true],
      ['an HDR picture', heic, heic, turned, false],
      ['an HDR picture that is a JPEG', {}, {}, turned, true],
      ['a HEIC of 10 bits', { ...heic, depth: 10 }, heic, iso, true],
      ['an AVIF of 10 bits', { ...avif, depth: 10 }, avif, iso, false],
      ['a map of 10 bits', avif, { ...avif, depth: 10 }, iso, true],
      ['a map with alpha', avif, { ...avif, alpha: true }, iso, false],
      ['one channel, other primaries', avif, { ...avif, ...colored(9) }, iso, true],
      ['three channels, other primaries', avif, { ...avif, ...three, ...colored(9) }, iso, false],
      ['three channels, primaries of sRGB', avif, { ...avif, ...three, ...colored(1) }, iso, true],
      ['three, same primaries', { ...avif, ...colored(1) }, { ...avif, ...three, ...colored(1) }, iso, true],
      [
        'three channels, other primaries, gains of the base',
        avif,
        { ...avif, ...three, ...colored(9) },
        { ...iso, flags: 0x40 },
        true,
      ],
    ],
  )('is kept or not: %s', (_, header, map, metadata, kept) => {
    const found = foundOf({ ...MAP, ...map }, { iso: metadata })
    expect(keepsGainMap(plansOf('').plan, { ...HEADER, ...header }, found)).toBe(kept)
  })
})

describe('a map aligned with its picture', () => {
  const heic: Header = { ...HEADER, format: 'heic', orientation: 6 }
  const coded = { width: 800, height: 300, x: 0, y: 0 }

  it.each<[name: string, header: Header, map: Partial<Header>, kept: boolean]>([
    ['a rounded-down side', { ...HEADER, width: 403, height: 303 }, {}, true],
    ['a rounded-up side', { ...HEADER, width: 397, height: 297 }, {}, true],
    ['higher', HEADER, { height: 78 }, false],
    ['wider', HEADER, { width: 103 }, false],
    ['a JPEG with the orientation of its map', { ...HEADER, orientation: 6 }, { orientation: 6 }, true],
    ['a JPEG whose map has no orientation', { ...HEADER, orientation: 6 }, {}, true],
    ['a JPEG with another orientation than its map', HEADER, { orientation: 3 }, false],
    ['a HEIC with the orientation of its map', heic, { format: 'heic', orientation: 6 }, true],
    ['a HEIC whose map has no orientation', heic, { format: 'heic' }, false],
    ['a picture with an aperture', { ...HEADER, coded }, {}, false],
    ['a map with an aperture', HEADER, { coded }, false],
  ])('is recognized: %s', (_, header, map, kept) => {
    expect(liesOn({ ...MAP, ...map }, header)).toBe(kept)
  })
})
