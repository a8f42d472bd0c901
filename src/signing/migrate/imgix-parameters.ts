import { colorOf, numberIn, wholeIn } from './arguments.ts'
import type { Draft } from './draft.ts'
import { dropped, oneOf, type Row, same, translated, without } from './row.ts'

const FITS: Readonly<Record<string, Draft>> = {
  clip: { fit: 'inside' },
  max: { fit: 'inside', enlarge: '0' },
  crop: { fit: 'cover' },
  min: { fit: 'cover', enlarge: '0' },
  scale: { fit: 'fill' },
  fill: { fit: 'contain' },
  fillmax: { fit: 'contain', enlarge: '0' },
}

const FORMATS: Readonly<Record<string, Draft>> = {
  jpg: { format: 'jpeg' },
  pjpg: { format: 'jpeg', progressive: '1' },
  png: { format: 'png' },
  png8: { format: 'png', palette: '1' },
  webp: { format: 'webp' },
  avif: { format: 'avif' },
}

const CROPS: Readonly<Record<string, Draft>> = {
  center: { position: 'center' },
  entropy: { focus: 'smart' },
  edges: { focus: 'smart' },
  auto: { focus: 'smart' },
  focalpoint: { focus: 'point' },
}

const VERTICAL = ['top', 'bottom']
const HORIZONTAL = ['left', 'right']

function readCrop([value = '']: readonly string[]): Draft | undefined {
  const words = value.split(',')
  const [word = ''] = words
  if (words.length === 1 && Object.hasOwn(CROPS, word)) return CROPS[word]
  const down = words.filter((edge) => VERTICAL.includes(edge))
  const across = words.filter((edge) => HORIZONTAL.includes(edge))
  if (down.length > 1 || across.length > 1 || down.length + across.length !== words.length) return undefined
  return { position: [...down, ...across].join('') }
}

function readRect([value = '']: readonly string[]): Draft | undefined {
  const [x, y, width, height, ...rest] = value.split(',')
  const numbers = [
    wholeIn(width, 1, 10000),
    wholeIn(height, 1, 10000),
    wholeIn(x, 0, 10000),
    wholeIn(y, 0, 10000),
  ]
  return rest.length > 0 || numbers.includes(undefined) ? undefined : { area: numbers.join() }
}

function readAuto([value = '']: readonly string[]): Draft | undefined {
  const words = value.split(',')
  if (words.some((word) => word !== 'format' && word !== 'compress')) return undefined
  return words.includes('format') ? { format: 'auto' } : {}
}

function readRatio([value = '']: readonly string[]): Draft | undefined {
  return /^[0-9]{1,5}(?:\.[0-9]{1,6})?:[0-9]{1,5}(?:\.[0-9]{1,6})?$/.test(value)
    ? { ratio: value }
    : undefined
}

function shareOf(name: 'focusX' | 'focusY', [value]: readonly string[]): Draft | undefined {
  const share = numberIn(value, 0, 1)
  return share === undefined ? undefined : { [name]: share }
}

function readZoom([value]: readonly string[]): Draft | undefined {
  const zoom = numberIn(value, 1, 10)
  return zoom === undefined ? undefined : { zoom }
}

function readColor([value = '']: readonly string[]): Draft | undefined {
  const bg = colorOf([value])
  return bg === undefined ? undefined : { bg }
}

/** Translation table for the parameters of imgix's rendering API that concern images. */
export const IMGIX_PARAMETERS: readonly Row[] = [
  same('w', 'width', 'whole pixels; no shares of the original'),
  same('h', 'height', 'whole pixels; no shares of the original'),
  same('dpr', 'dpr', 'from 1 to 4'),
  translated(
    'fit',
    '`fit`, `enlarge`',
    '`clip` (the default) becomes `inside`, `max` `inside` without enlarging, `crop` `cover`, `min` `cover` without enlarging, `scale` `fill`, `fill` `contain`, `fillmax` `contain` without enlarging; `clamp` and `facearea` have no counterpart',
    oneOf(FITS),
  ),
  translated(
    'crop',
    '`position`, `crop`',
    'edges become `position`; `entropy`, `edges` and `auto` `crop=smart`; `focalpoint` `crop=fp,X,Y`; faces and objects have no counterpart',
    readCrop,
  ),
  translated('fp-x', '`crop=fp,X,Y`', 'with `crop=focalpoint`', (args) => shareOf('focusX', args)),
  translated('fp-y', '`crop=fp,X,Y`', 'with `crop=focalpoint`', (args) => shareOf('focusY', args)),
  translated('fp-z', '`crop=fp,X,Y,ZOOM`', 'with `crop=focalpoint`', readZoom),
  translated('ar', '`width`, `height`', 'becomes the missing side; needs `fit=crop` and one side', readRatio),
  translated('rect', '`crop=W,H,X,Y`', 'four whole numbers of pixels', readRect),
  translated(
    'fm',
    '`format`',
    '`jpg`, `png`, `webp`, `avif`; `pjpg` with `progressive=1`, `png8` with `palette=1`',
    oneOf(FORMATS),
  ),
  same('q', 'quality', 'from 1 to 100'),
  translated(
    'chromasub',
    '`subsampling`',
    '444 or 420; 422 has no counterpart',
    oneOf({ '420': { subsampling: '420' }, '444': { subsampling: '444' } }),
  ),
  same('colorquant', 'colors', 'from 2 to 256'),
  translated('auto', '`format=auto`', '`format`; `compress` is left out; not with `fm`', readAuto),
  translated(
    'lossless',
    '`lossless`',
    '0 or 1',
    oneOf({ '0': {}, '1': { lossless: '1' }, true: { lossless: '1' } }),
  ),
  translated(
    'flip',
    '`flop`, `flip`',
    '`h` becomes `flop`, `v` `flip`; not with a position of the crop',
    oneOf({ h: { flop: '1' }, v: { flip: '1' }, hv: { flip: '1', flop: '1' }, vh: { flip: '1', flop: '1' } }),
  ),
  translated('invert', '`negate`', '`true`', oneOf({ true: { negate: '1' }, false: {} })),
  translated(
    'sat',
    '`grayscale`',
    '-100 only; other amounts use another scale',
    oneOf({ '0': {}, '-100': { grayscale: '1' } }),
  ),
  translated('px', '`pixelate`', 'the same size; 0 and 1 are left out', ([value = '']) =>
    value === '0' || value === '1' ? {} : { pixelate: value },
  ),
  translated('bg', '`bg`', 'three or six hex digits; a format with transparency keeps it', readColor),
  translated('fill-color', '`bg`', 'three or six hex digits', readColor),
  translated('fill', '`fit=contain`', '`solid` with `fit=fill`', oneOf({ solid: {} })),
  same('expires', 'expire', 'Unix time, after which the answer is 410 instead of 404'),
  same('dl', 'download', 'a file name'),
  dropped('cs', 'answers are always sRGB: `srgb`, `tinysrgb`, `strip`', ['srgb', 'tinysrgb', 'strip']),
  dropped('ixlib', 'names the version of a library'),
  dropped('ixid', 'an id for analytics'),
  without('max-w', 'only `w` and `h` determine the size'),
  without('max-h', 'only `w` and `h` determine the size'),
  without('min-w', 'only `w` and `h` determine the size'),
  without('min-h', 'only `w` and `h` determine the size'),
  without('faceindex', 'faces are not detected'),
  without('facepad', 'faces are not detected'),
  without('faces', 'faces are not detected'),
  without('fp-debug', 'use `crop=fpd,X,Y`'),
  without('rot', 'rotates by another rule; use `rotate`'),
  without('orient', 'images are always upright'),
  without('trim', 'compares with another color; use `trim`'),
  without('pad', 'imgix pads within the size; use `extend`'),
  without('border', 'Signet has no such effect'),
  without('corner-radius', 'use `radius`'),
  without('mask', 'use `radius`'),
  without('blur', 'uses another scale; use `blur`'),
  without('sharp', 'uses another scale; use `sharpen`'),
  without('usm', 'uses another scale; use `sharpen`'),
  without('bri', 'uses another scale; use `brightness`'),
  without('con', 'uses another scale; use `contrast`'),
  without('exp', 'uses another scale; use `brightness`'),
  without('gam', 'uses another scale'),
  without('hue', 'rotates by another rule; use `hue`'),
  without('high', 'Signet has no such effect'),
  without('shad', 'Signet has no such effect'),
  without('vib', 'Signet has no such effect'),
  without('sepia', 'Signet has no such effect'),
  without('monochrome', 'use `grayscale` or `tint`'),
  without('duotone', 'Signet has no such effect'),
  without('htn', 'Signet has no such effect'),
  without('nr', 'Signet has no such effect'),
  without('dpi', 'answers have no resolution'),
  without('palette', '`output=json` has the dominant color'),
  without('page', 'the first frame is read'),
  without('frame', 'the first frame is read'),
  without('mark', 'use an overlay in a mandatory preset of the zone'),
  without('blend', 'use an overlay in a preset'),
  without('txt', 'use `oltext`, preferably in a preset'),
]
