import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Context,
  capacity,
  type EngineOptions,
  probe,
  transform,
} from '../../../../src/api/engine/index.ts'
import { sharp as chain } from '../../../../src/api/sharp/index.ts'
import { IMAGE_OPTIONS, LAYERED } from '../../../../src/engine/options/options.ts'
import { polluted, readsOfPrototype } from '../../../support/hostile/polluted.ts'
import { movingSquare } from '../../../support/picture/moving.ts'
import { makePicture } from '../../../support/picture/pictures.ts'
import { FONTS } from '../../../support/text/fonts.ts'

const SIZE = { width: 48, height: 32 }

let photo: Uint8Array<ArrayBuffer>
let drawing: Uint8Array<ArrayBuffer>
let webp: Uint8Array<ArrayBuffer>
let film: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  const raw = { ...SIZE, channels: 4 } as const
  const picture = sharp(makePicture(SIZE.width, SIZE.height, { noise: 20 }).data, { raw })
  const opaque = picture.clone().removeAlpha()
  drawing = new Uint8Array(await picture.png().toBuffer())
  photo = new Uint8Array(await opaque.jpeg().toBuffer())
  webp = new Uint8Array(await opaque.webp().toBuffer())
  film = new Uint8Array(await movingSquare({ width: 20, height: 15 }, 3).gif().toBuffer())
})

const CONTEXT: Context = {
  files: (address) => (address === '/font.ttf' ? FONTS.latin() : drawing),
  accepts: ['webp'],
}

const JOBS: readonly (EngineOptions | undefined)[] = [
  undefined,
  {},
  { width: 20 },
  { width: 20, height: 30, fit: 'contain', linear: true, format: 'png' },
  { width: 9, height: 8, crop: { at: [9, 8] }, format: 'png' },
  { width: 20, height: 8, crop: 'smart', enlarge: true, rotate: 90 },
  { crop: { width: 20, height: 9 }, filter: 'magic', width: 9 },
  { trim: 5, format: 'png', colors: 8 },
  { redact: [{ x: 1, y: 2, width: 3, height: 4 }], pixelate: 4, format: 'jpeg', max_bytes: 5000 },
  { format: 'webp', olurl: '/a.png', ol2text: 'Ab', ol2font: ['/font.ttf'], ol2width: 0.5 },
  { rotate: 17, gamma: 2.2, blur: 2, sharpen: 1, normalize: true, flip: true, format: 'auto' },
  { animate: true, width: 9 },
]

async function engineWork(): Promise<void> {
  for (const input of [photo, drawing, webp, film])
    for (const options of JOBS) {
      await transform(input, options, CONTEXT)
      await capacity(input, options, CONTEXT)
    }
  await probe(photo)
}

async function chainWork(): Promise<void> {
  const overlay = { input: drawing, gravity: 'north', blend: 'screen' } as const
  const chains = [
    chain(photo),
    chain(photo, { animated: true, limitInputPixels: 9999 }, { limits: { side: 999 } }),
    chain(photo).resize(20).jpeg({ mozjpeg: true }),
    chain(photo).resize({ height: 20 }).webp({ quality: 60 }),
    chain(photo).resize(20, 30, { fit: 'contain', position: 'left top', background: { r: 3 } }),
    chain(photo).resize(20, 10, { position: 'attention' }).toFormat({ id: 'png' }),
    chain(photo)
      .resize(20, null, { fit: 'fill' })
      .flatten({ background: { g: 3 } })
      .jpeg(),
    chain(photo).extract({ left: 1, top: 1, width: 20, height: 10 }).png({ palette: true }),
    chain(photo).trim().blur({ sigma: 2 }).sharpen({ sigma: 1 }).modulate({ saturation: 2 }),
    chain(photo)
      .rotate(33, { background: { b: 3 } })
      .negate()
      .threshold(9)
      .normalise(),
    chain(photo)
      .extend({ top: 2 })
      .composite([overlay, { input: webp, left: 0, top: 0 }]),
  ]
  for (const each of chains) await each.toBuffer({ resolveWithObject: true })
}

/** Names of image options. Nothing in the code reads them through the prototype. */
const OPTIONS: readonly string[] = [...Object.keys(IMAGE_OPTIONS), ...LAYERED]

/**
 * Other names: options, context fields and limits. In the engine some of these
 * names have another meaning, so only the code of the API is checked.
 */
const OTHERS = [
  ...[
    'limits',
    'accept',
    'accepts',
    'files',
    'font',
    'markKey',
    'signal',
    'keepSmaller',
    'until',
    'defaults',
  ],
  ...['side', 'pixels', 'bytes', 'output_pixels', 'animation_pixels', 'memory', 'queue', 'wait', 'preset'],
  ...['mandatory', 'originals', 'animations', 'original', 'at', 'zoom', 'marked', 'x', 'y', 'input'],
  ...['kernel', 'background', 'gravity', 'left', 'top', 'right', 'bottom', 'threshold', 'sigma', 'pages'],
  ...['animated', 'alpha', 'r', 'g', 'b', 'limitInputPixels', 'withoutEnlargement', 'blend', 'mozjpeg', 'id'],
  ...['chromaSubsampling', 'colors', 'nearLossless', 'resolveWithObject', 'grayscale', 'greyscale', 'loop'],
]

describe.each([
  ['the engine', engineWork],
  ['the chain', chainWork],
] as const)('%s', (_, work) => {
  it('reads no option through the prototype', async () => {
    const reads = await readsOfPrototype([...new Set([...OPTIONS, ...OTHERS])], work)
    const ofOptions = (read: string) =>
      OPTIONS.includes(read.split(':')[0] ?? '') || /: src\/(?:api|signing)\//.test(read)
    expect(reads.filter(ofOptions)).toEqual([])
  })
})

it.each([
  ['width', '7'],
  ['crop', { x: 0, y: 0, width: 3, height: 3, picture: SIZE }],
  ['at', [3, 3]],
  ['input', {}],
  ['limits', { side: 1 }],
])('a field of Object.prototype changes nothing: %s', async (name, value) => {
  const outputs = async () => [
    await transform(photo, { crop: { width: 20, height: 9 } }),
    await chain(photo).resize({ height: 20 }).toBuffer(),
  ]
  const expected = await outputs()
  expect(await polluted(name, value, outputs)).toEqual(expected)
})
