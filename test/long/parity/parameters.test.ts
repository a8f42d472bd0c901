import sharp, { type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import { lighthouse } from '../../../samples/lighthouse.ts'
import type { Color } from '../../../src/engine/color/color.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { decoded, rawOf } from '../../support/picture/decoded.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { makePicture } from '../../support/picture/pictures.ts'
import { spreadRows } from '../../support/properties/runs.ts'
import {
  aligned,
  by,
  cut,
  enlarge,
  extend,
  negate,
  opaquely,
  overlay,
  resize,
  rotate,
  type Stage,
  trim,
} from './stages.ts'

type Rows = Readonly<Record<string, readonly Stage[]>>

const PAINT: Color = { r: 200, g: 30, b: 90, alpha: 1 }
const GLAZE: Color = { ...PAINT, alpha: 0.5 }

function badge(width: number, height: number): Frame {
  const { data, ...size } = makePicture(width, height, { noise: 4 })
  const alpha = (pixel: number) => {
    const [x, y] = [(pixel % width) / width, Math.floor(pixel / width) / height]
    return 2500 * (0.5 - Math.hypot(x - 0.5, y - 0.5))
  }
  const clamped = Uint8ClampedArray.from(data, (value, at) => (at % 4 === 3 ? alpha(at >> 2) : value))
  return { ...size, data: new Uint8Array(clamped) }
}

const OVERLAY = badge(40, 24)

const PLACES = {
  center: ['center', 'center'],
  top: ['top', 'north'],
  right: ['right', 'east'],
  bottom: ['bottom', 'south'],
  left: ['left', 'west'],
  topleft: ['left top', 'northwest'],
  topright: ['right top', 'northeast'],
  bottomright: ['right bottom', 'southeast'],
  bottomleft: ['left bottom', 'southwest'],
} as const

function fits(width: number, height: number): Rows {
  const size = `width=${width}&height=${height}`
  const rows: Record<string, Stage[]> = {}
  for (const fit of ['fill', 'inside', 'outside'] as const)
    rows[`${size}&fit=${fit}`] = [resize({ width, height, fit })]
  for (const [name, [position]] of Object.entries(PLACES)) {
    rows[`${size}&position=${name}`] = [resize({ width, height, position })]
    rows[`${size}&fit=contain&position=${name}`] = [resize({ width, height, position, fit: 'contain' })]
  }
  return rows
}

const GEOMETRY: Rows = {
  'extend=10': [extend(10, 10, 10, 10)],
  'extend=1,20,30,4': [extend(1, 20, 30, 4)],
  'extend=1,20,30,4&bg=c81e5a': [extend(1, 20, 30, 4, PAINT)],
  'extend=0,0,9,0&bg=200,30,90,0.5': [extend(0, 0, 9, 0, GLAZE)],
  'flip=1': [by((image) => image.flip())],
  'flop=1': [by((image) => image.flop())],
  'flip=1&flop=1': [by((image) => image.flip().flop())],
  'rotate=90': [rotate(90)],
  'rotate=180': [rotate(180)],
  'rotate=270': [rotate(270)],
  'rotate=-90': [rotate(270)],
  'flop=1&rotate=90': [by((image) => image.flop()), rotate(90)],
  'negate=1': [negate],
  'grayscale=1': [opaquely((image) => image.grayscale())],
  'threshold=100': [opaquely((image) => image.threshold(100))],
  'removealpha=1': [by((image) => image.removeAlpha())],
  'extend=4&bg=c81e5a&flip=1&rotate=90&negate=1&grayscale=1': [
    extend(4, 4, 4, 4, PAINT),
    by((image) => image.flip()),
    rotate(90),
    negate,
    opaquely((image) => image.grayscale()),
  ],
}

const LARGE_GEOMETRY: Rows = {
  'crop=101,61': [cut(29, 29, 101, 61)],
  'crop=100,60,20,10': [cut(20, 10, 100, 60)],
  'crop=100,60,100,80': [cut(100, 80, 60, 40)],
  'crop=900,21': [cut(0, 49, 160, 21)],
  'crop=90,80,11,7&width=45': [cut(11, 7, 90, 80), resize({ width: 45 })],
  'width=80': [resize({ width: 80 })],
  'width=33': [resize({ width: 33 })],
  'height=60': [resize({ height: 60 })],
  'height=99': [resize({ height: 99 })],
  'width=320': [enlarge(2)],
  'width=240': [enlarge(1.5)],
  'width=240&filter=catrom': [enlarge(1.5)],
  'width=240&filter=triangle': [enlarge(1.5, 'bilinear')],
  'crop=60,40&width=150&height=150': [cut(50, 40, 60, 40), enlarge(3.75), cut(38, 0, 150, 150)],
  'crop=40,30&width=160': [cut(60, 45, 40, 30), resize({ width: 160 })],
  'width=320&enlarge=0': [resize({ width: 320, withoutEnlargement: true })],
  'width=200&height=50&enlarge=0': [resize({ width: 200, height: 50, withoutEnlargement: true })],
  'width=200&height=60&fit=fill&enlarge=0': [
    resize({ width: 200, height: 60, fit: 'fill', withoutEnlargement: true }),
  ],
  'width=201&height=150&fit=contain&enlarge=0': [
    resize({ width: 201, height: 150, fit: 'contain', withoutEnlargement: true }),
  ],
  'width=80&height=80&fit=contain&bg=c81e5a': [
    resize({ width: 80, height: 80, fit: 'contain', background: PAINT }),
  ],
  'width=80&height=80&fit=contain&bg=200,30,90,0.5': [
    resize({ width: 80, height: 80, fit: 'contain', background: GLAZE }),
  ],
  'width=60&filter=mitchell': [resize({ width: 60, kernel: 'mitchell' })],
  'width=60&filter=catrom': [resize({ width: 60, kernel: 'cubic' })],
  'width=60&filter=triangle': [resize({ width: 60, kernel: 'linear' })],
  'width=112&filter=mitchell': [resize({ width: 112, kernel: 'mitchell' })],
  'width=112&filter=catrom': [resize({ width: 112, kernel: 'cubic' })],
  'width=112&filter=triangle': [resize({ width: 112, kernel: 'linear' })],
  'width=80&extend=7&rotate=90': [resize({ width: 80 }), extend(7, 7, 7, 7), rotate(90)],
}

const box = (width: number, height: number) => ({ width, height })

const OVERLAYS: Rows = {
  ...Object.fromEntries(
    Object.entries(PLACES).map(([name, [, gravity]]) => [
      `olurl=/o.png&olalign=${name}&olpadding=7`,
      [aligned(OVERLAY, gravity, 7)],
    ]),
  ),
  'olurl=/o.png': [overlay(OVERLAY, 60, 48)],
  'olurl=/o.png&olx=5&oly=90': [overlay(OVERLAY, 5, 90)],
  'olurl=/o.png&olalpha=40&olalign=bottomright': [overlay(OVERLAY, 110, 86, OVERLAY, 0.4)],
  'olurl=/o.png&olscale=12': [overlay(OVERLAY, 71, 55, box(19, 11))],
  'olurl=/o.png&olwidth=0.2&olx=9': [overlay(OVERLAY, 9, 0, box(32, 19))],
  'olurl=/o.png&olwidth=20&olheight=20&oly=3': [overlay(OVERLAY, 0, 3, box(20, 20))],
  'olurl=/o.png&olrepeat=1&olpadding=3&olalign=topleft': [aligned(OVERLAY, 'northwest', 3, true)],
  'width=100&flop=1&olurl=/o.png&olalign=topright&olpadding=0': [
    resize({ width: 100 }),
    by((image) => image.flop()),
    overlay(OVERLAY, 60, 0),
  ],
}

const TINY_GEOMETRY: Rows = {
  'crop=3,2': [cut(1, 0, 3, 2)],
  'crop=2,2,4,1': [cut(4, 1, 1, 2)],
  'width=3': [resize({ width: 3 })],
  'width=1': [resize({ width: 1 })],
  'width=10': [enlarge(2)],
  'width=10&filter=triangle': [enlarge(2, 'bilinear')],
  'width=3&height=3': [resize({ width: 3, height: 3 })],
  'width=4&height=4&fit=contain&bg=c81e5a': [
    resize({ width: 4, height: 4, fit: 'contain', background: PAINT }),
  ],
  'width=9&height=2&enlarge=0': [resize({ width: 9, height: 2, withoutEnlargement: true })],
  'olurl=/o.png': [overlay(OVERLAY, 0, 0, box(5, 3))],
}

const FILTERED: Rows = {
  'rotate=30': [rotate(30)],
  'rotate=-7&bg=c81e5a': [rotate(-7, PAINT)],
  'extend=5,9,2,1&rotate=200&bg=c81e5a': [extend(5, 9, 2, 1, PAINT), rotate(200, PAINT)],
  'flip=1&rotate=45': [by((image) => image.flip()), rotate(45)],
  'blur=0.3': [by((image) => image.blur(0.3))],
  'blur=2.5': [by((image) => image.blur(2.5))],
  'sharpen=1.5': [by((image) => image.sharpen({ sigma: 1.5 }))],
  'gamma=2.2': [by((image) => image.gamma(2.2))],
  'normalize=1': [by((image) => image.normalise())],
  'tint=ffb03d': [by((image) => image.tint('#ffb03d'))],
  'blur=1&sharpen=2&normalize=1&tint=4060ff&removealpha=1': [
    by((image) => image.blur(1)),
    by((image) => image.sharpen({ sigma: 2 })),
    by((image) => image.normalise()),
    by((image) => image.tint('#4060ff')),
    by((image) => image.removeAlpha()),
  ],
}

const LARGE_FILTERED: Rows = {
  'width=80&gamma=2.2': [by((image) => image.gamma(2.2).resize(80))],
  'crop=40,30&width=160&gamma=3': [cut(60, 45, 40, 30), by((image) => image.gamma(3).resize(160))],
  'crop=120,100,20,10&width=100&height=90&extend=3&bg=c81e5a&flop=1&rotate=33&negate=1&blur=0.8&sharpen=1': [
    cut(20, 10, 120, 100),
    resize({ width: 100, height: 90 }),
    extend(3, 3, 3, 3, PAINT),
    by((image) => image.flop()),
    rotate(33, PAINT),
    negate,
    by((image) => image.blur(0.8)),
    by((image) => image.sharpen({ sigma: 1 })),
  ],
}

/** Queries for a picture with borders of 9 pixels at the top, 23 right, 14 bottom and 17 left. */
const BORDERED: Rows = {
  'trim=10': [trim(10)],
  'trim=10&crop=80,60&width=40': [trim(10), cut(40, 30, 80, 60), resize({ width: 40 })],
  'trim=10&crop=100,80,11,7&width=50&height=50&extend=4&flip=1&rotate=90&threshold=120': [
    trim(10),
    cut(11, 7, 100, 80),
    resize({ width: 50, height: 50 }),
    extend(4, 4, 4, 4),
    by((image) => image.flip()),
    rotate(90),
    opaquely((image) => image.threshold(120)),
  ],
}

const opaque = (frame: Frame) => sharp(frame.data, rawOf(frame)).removeAlpha()
const png = (image: Sharp) => image.png({ compressionLevel: 0 }).toBuffer()
const jpeg = (image: Sharp) => image.jpeg({ quality: 90 }).toBuffer()
const PHOTO = lighthouse(160, 120)
const BADGE = badge(160, 120)
const OVERLAY_FILE = await png(sharp(OVERLAY.data, rawOf(OVERLAY)))

interface Comparison {
  readonly name: string
  readonly file: Uint8Array
  readonly exact: Rows
  readonly filtered: Rows
}

const exact = { ...GEOMETRY, ...LARGE_GEOMETRY }
const filtered = { ...FILTERED, ...LARGE_FILTERED }
const COMPARISONS: readonly Comparison[] = [
  {
    name: 'photograph, JPEG 4:2:0',
    file: await jpeg(opaque(PHOTO)),
    exact: { ...exact, ...fits(88, 40), ...OVERLAYS },
    filtered,
  },
  {
    name: 'soft alpha, PNG',
    file: await png(sharp(BADGE.data, rawOf(BADGE))),
    exact: { ...exact, ...fits(51, 90), ...OVERLAYS },
    filtered,
  },
  { name: 'gray, JPEG', file: await jpeg(opaque(PHOTO).toColourspace('b-w')), exact, filtered },
  {
    name: 'tiny, PNG',
    file: await png(opaque(makePicture(5, 3, { noise: 20 }))),
    exact: { ...GEOMETRY, ...TINY_GEOMETRY },
    filtered: FILTERED,
  },
  {
    name: 'photograph in a border, PNG',
    file: await png(opaque(await extend(9, 23, 14, 17, { r: 255, g: 255, b: 255, alpha: 1 })(PHOTO))),
    exact: BORDERED,
    filtered: {},
  },
]

describe.each(COMPARISONS)('the parameters for a $name', ({ file, ...rows }) => {
  const source = decoded(file)

  async function difference(query: string, stages: readonly Stage[]): Promise<number> {
    const overlays = query.includes('olurl') ? [OVERLAY_FILE] : []
    const { body } = await transformed(file, `${query}&format=png&compression=0`, { overlays })
    let expected = await source
    for (const stage of stages) expected = await stage(expected)
    return meanDifference(await decoded(body), expected)
  }

  test.each(spreadRows(Object.entries(rows.exact), 40))('match sharp: %s', async (query, stages) => {
    expect(await difference(query, stages)).toBeLessThanOrEqual(2)
  })

  test.each(spreadRows(Object.entries(rows.filtered), 8))('nearly match sharp: %s', async (query, stages) => {
    expect(await difference(query, stages)).toBeLessThanOrEqual(4)
  })
})

test('uses a tolerance that distinguishes another position', async () => {
  const file = await png(opaque(PHOTO))
  const { body } = await transformed(file, 'width=51&height=90&position=left&format=png')
  const other = await resize({ width: 51, height: 90, position: 'right' })(PHOTO)
  expect(meanDifference(await decoded(body), other)).toBeGreaterThan(10)
})
