import reference from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import sharp, { type Sharp } from '../../../../src/api/sharp/index.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { spreadRows } from '../../../support/properties/runs.ts'

type Calls = (chain: Sharp) => Sharp
type FileName = 'opaque' | 'transparent' | 'turned'

let files: Readonly<Record<FileName, Uint8Array<ArrayBuffer>>>
let logo: Buffer

async function pngOf(alpha: 'none' | 'soft', width: number, height: number) {
  const { data } = makePicture(width, height, { alpha })
  const picture = reference(data, { raw: { width, height, channels: 4 } })
  return (alpha === 'none' ? picture.removeAlpha() : picture).png().toBuffer()
}

beforeAll(async () => {
  const opaque = await pngOf('none', 300, 200)
  const jpeg = { quality: 100, chromaSubsampling: '4:4:4' }
  const turned = await reference(opaque).withMetadata({ orientation: 6 }).jpeg(jpeg).toBuffer()
  files = {
    opaque: new Uint8Array(opaque),
    transparent: new Uint8Array(await pngOf('soft', 300, 200)),
    turned: new Uint8Array(turned),
  }
  logo = await pngOf('soft', 40, 30)
})

const onWhite = (file: Uint8Array) =>
  reference(file).flatten({ background: '#fff' }).toColourspace('srgb').raw().toBuffer()

/** Returns the mean difference per channel between two pictures with the same size, on white. */
async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [first, second] = [await onWhite(one), await onWhite(other)]
  if (first.length !== second.length) return Number.POSITIVE_INFINITY
  return first.reduce((sum, value, at) => sum + Math.abs(value - (second[at] ?? 0)), 0) / first.length
}

/** A chain of sharp itself. Its types differ, its calls do not. */
const theirChain = (file: Uint8Array) => reference(Buffer.from(file)).rotate() as unknown as Sharp

/** Calls of which both chains make the same picture, and the maximum mean difference. */
const SAME: Readonly<Record<string, readonly [calls: Calls, max: number]>> = {
  'resize(100)': [(s) => s.resize(100), 1.3],
  'resize(null, 60)': [(s) => s.resize(null, 60), 1.3],
  'resize(101, 50)': [(s) => s.resize(101, 50), 1.3],
  'resize(50, 101)': [(s) => s.resize(50, 101), 1.3],
  'resize({ width, height })': [(s) => s.resize({ width: 90, height: 90 }), 1.3],
  'resize twice': [(s) => s.resize(100, 20).resize(50), 1.3],
  contain: [(s) => s.resize(100, 100, { fit: 'contain' }), 1.3],
  'contain on red': [(s) => s.resize(100, 100, { fit: 'contain', background: '#f00' }), 1.3],
  'contain on transparent, left top': [
    (s) =>
      s.resize(100, 120, {
        fit: 'contain',
        position: 'left top',
        background: { r: 0, g: 0, b: 0, alpha: 0 },
      }),
    1.3,
  ],
  fill: [(s) => s.resize(100, 100, { fit: 'fill' }), 1.3],
  'fill of one side': [(s) => s.resize(100, null, { fit: 'fill' }), 1.3],
  'contain of one side': [
    (s) => s.resize(400, null, { fit: 'contain', withoutEnlargement: true, background: '#f00' }),
    1.3,
  ],
  'contain of one side at the top': [
    (s) => s.flip().resize(null, 400, { fit: 'contain', withoutEnlargement: true, position: 'top' }),
    1.3,
  ],
  inside: [(s) => s.resize(100, 100, { fit: 'inside' }), 1.3],
  outside: [(s) => s.resize(100, 100, { fit: sharp.fit.outside }), 1.3],
  'cover at the top': [(s) => s.resize(150, 40, { position: 'top' }), 1.3],
  'cover in the southeast': [(s) => s.resize(50, 100, { position: sharp.gravity.southeast }), 1.3],
  'cover at the left': [(s) => s.resize(50, 100, { position: 'left' }), 1.3],
  'without enlargement': [(s) => s.resize(600, 500, { withoutEnlargement: true }), 1.3],
  'without enlargement of one side': [(s) => s.resize(400, 100, { withoutEnlargement: true }), 1.3],
  'without enlargement, inside': [
    (s) => s.resize(800, 900, { fit: 'inside', withoutEnlargement: true }),
    1.3,
  ],
  linear: [(s) => s.resize(90, null, { kernel: 'linear' }), 1.5],
  cubic: [(s) => s.resize(90, null, { kernel: 'cubic' }), 1],
  mitchell: [(s) => s.resize(90, null, { kernel: sharp.kernel.mitchell }), 1],
  enlarged: [(s) => s.resize(400), 2],
  extract: [(s) => s.extract({ left: 20, top: 30, width: 100, height: 80 }), 1.3],
  'extract and resize': [(s) => s.extract({ left: 20, top: 30, width: 100, height: 80 }).resize(50, 50), 1.3],
  flip: [(s) => s.flip(), 1.3],
  flop: [(s) => s.flop().resize(70), 1.3],
  'flip(false)': [(s) => s.flip(false).flop(false), 1.3],
  'flip at the top': [(s) => s.flip().resize(150, 40, { position: 'top' }), 1.3],
  'flop at the left': [(s) => s.flop().resize(40, 100, { position: 'left' }), 1.3],
  'rotate(90)': [(s) => s.rotate(90), 1.3],
  'rotate(-90)': [(s) => s.rotate(-90), 1.3],
  'rotate(450)': [(s) => s.rotate(450), 1.3],
  'rotate(180)': [(s) => s.rotate(180).flop(), 1.3],
  'rotate(90).resize(100)': [(s) => s.rotate(90).resize(100), 1.3],
  'rotate(90).resize(100, 50)': [(s) => s.rotate(90).resize(100, 50), 1.3],
  'rotate(90).resize at the top': [(s) => s.rotate(90).resize(100, 50, { position: 'top' }), 1.3],
  'rotate(270).resize in a corner': [(s) => s.rotate(270).resize(100, 50, { position: 'right bottom' }), 1.3],
  'rotate(90).flip.resize in a corner': [
    (s) => s.rotate(90).flip().resize(100, 50, { position: 'left top' }),
    1.3,
  ],
  'rotate(90).resize contain': [
    (s) => s.rotate(90).resize(100, 50, { fit: 'contain', position: 'left', background: '#0f0' }),
    1.3,
  ],
  'resize(100).rotate(90)': [(s) => s.resize(100).rotate(90), 1.3],
  'resize(100, 50, fill).rotate(90)': [(s) => s.resize(100, 50, { fit: 'fill' }).rotate(90), 1.3],
  'resize(60, 60).rotate(180)': [(s) => s.resize(60, 60).rotate(180), 1.3],
  'rotate(30)': [(s) => s.rotate(30, { background: '#00f' }), 3],
  'resize(100, 50).rotate(30)': [(s) => s.resize(100, 50).rotate(30), 3],
  'extend(10)': [(s) => s.extend(10), 1.3],
  'extend of two sides': [(s) => s.extend({ top: 5, right: 12, background: { r: 255, g: 128, b: 0 } }), 1.3],
  'rotate(90) and extend': [(s) => s.rotate(90).extend({ top: 20, left: 5 }), 1.3],
  'rotate(270), flip and extend': [(s) => s.rotate(270).flip().extend({ top: 20, left: 5 }), 1.3],
  'flop and extend': [(s) => s.flop().extend({ top: 1, right: 2, bottom: 3, left: 40 }), 1.3],
  'blur(2)': [(s) => s.blur(2), 1],
  'blur({ sigma: 4.5 })': [(s) => s.blur({ sigma: 4.5 }), 1.3],
  sharpen: [(s) => s.sharpen({ sigma: 2 }), 2],
  grayscale: [(s) => s.grayscale(), 1],
  'greyscale(false)': [(s) => s.greyscale(false), 1.3],
  negate: [(s) => s.negate({ alpha: false }), 1],
  // The engine changes colours as CSS filters do, and sharp in LCH.
  modulate: [(s) => s.modulate({ brightness: 1.2, saturation: 0.5, hue: 90 }), 10],
  'modulate by negative degrees': [(s) => s.modulate({ hue: -30 }), 10],
  tint: [(s) => s.tint('#27a9e1'), 2],
  gamma: [(s) => s.gamma().resize(100), 2],
  'threshold(100)': [(s) => s.threshold(100), 2],
  'threshold()': [(s) => s.threshold(), 2],
  normalise: [(s) => s.normalise(), 2],
  removeAlpha: [(s) => s.removeAlpha(), 1.3],
  composite: [(s) => s.composite([{ input: logo, gravity: 'southeast' }]), 1.3],
  'composite in the middle': [(s) => s.resize(120).composite([{ input: logo }]), 1.3],
  'composite of two': [
    (s) =>
      s.composite([
        { input: logo, left: 3, top: 70, blend: 'multiply' },
        { input: logo, gravity: 'north', blend: 'screen' },
      ]),
    1,
  ],
}

/**
 * Pictures of sharp that differ on purpose: it also thresholds the transparency, and it scales a
 * turned picture to the wrong side if it is rotated afterwards.
 */
const OTHERWISE: readonly (readonly [FileName, calls: string])[] = [
  ['transparent', 'threshold(100)'],
  ['transparent', 'threshold()'],
  ['turned', 'resize(100).rotate(90)'],
]

/** Number of chains that `npm test` tries with each file. All are tried with the first. */
const ROWS: Readonly<Record<FileName, number>> = { opaque: 100, transparent: 20, turned: 20 }

const isSame = (name: FileName) => (entry: readonly [string, unknown]) =>
  !OTHERWISE.some(([file, calls]) => file === name && calls === entry[0])

describe.each(['opaque', 'transparent', 'turned'] as const)('a picture that is %s', (name) => {
  it.each(spreadRows(Object.entries(SAME).filter(isSame(name)), ROWS[name]))(
    'is the same as that of sharp: %s',
    async (_, [calls, max]) => {
      const own = await calls(sharp(files[name]).rotate()).png().toBuffer({ resolveWithObject: true })
      const theirs = await calls(theirChain(files[name])).png().toBuffer({ resolveWithObject: true })
      const { width, height } = theirs.info
      expect(own.info).toEqual({ format: 'png', width, height, size: own.data.length })
      expect(await difference(own.data, theirs.data)).toBeLessThanOrEqual(max)
    },
  )
})

it('flattens like sharp for JPEG', async () => {
  const calls: Calls = (chain) => chain.flatten({ background: '#f80' }).jpeg({ quality: 95 })
  const own = await calls(sharp(files.transparent)).toBuffer()
  expect(await difference(own, await calls(theirChain(files.transparent)).toBuffer())).toBeLessThan(2)
})

it('trims like sharp', async () => {
  const sides = { top: 7, right: 30, bottom: 4, left: 11, background: '#123' }
  const framed = await reference(files.opaque).extend(sides).png().toBuffer()
  const own = await sharp(framed).trim().png().toBuffer()
  expect(await difference(own, await reference(framed).trim().png().toBuffer())).toBeLessThan(0.5)
})

it('finds about the same part as sharp', async () => {
  const calls: Calls = (chain) => chain.resize(60, 60, { position: sharp.strategy.attention }).png()
  const own = await calls(sharp(files.opaque)).toBuffer()
  expect(await difference(own, await calls(theirChain(files.opaque)).toBuffer())).toBeLessThan(25)
})

it.each(['jpeg', 'webp', 'avif'] as const)('has the default quality of sharp for %s', async (format) => {
  const own = await sharp(files.opaque).toFormat(format).toBuffer()
  const theirs = await reference(files.opaque).toFormat(format).toBuffer()
  expect(own.length / theirs.length).toBeGreaterThan(0.6)
  expect(own.length / theirs.length).toBeLessThan(1.6)
})

it('describes like sharp', async () => {
  for (const file of Object.values(files)) {
    const theirs = await reference(file).metadata()
    const { width, height, autoOrient, format, hasAlpha, orientation = 1, pages = 1 } = theirs
    const expected = { width, height, autoOrient, format, hasAlpha, orientation, pages }
    expect(await sharp(file).metadata()).toMatchObject(expected)
  }
})
