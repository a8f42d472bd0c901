import { BYTES_RANGE, colorOf, numberIn, wholeIn } from './arguments.ts'
import type { Draft } from './draft.ts'
import { dropped, oneOf, type Row, translated, without } from './row.ts'

function readFill([color = '', transparent = 'false']: readonly string[]): Draft | undefined {
  if (transparent !== 'false') return undefined
  if (color === 'transparent') return { canvas: '1' }
  const bg = colorOf([color])
  return bg === undefined ? undefined : { canvas: '1', bg }
}

function readBlur([radius, sigma = radius, ...rest]: readonly string[]): Draft | undefined {
  const blur = numberIn(sigma === '0' ? radius : sigma, 0.3, 100)
  return blur === undefined || rest.length > 0 ? undefined : { blur }
}

function readCorner([radius, ...rest]: readonly string[]): Draft | undefined {
  const pixels = wholeIn(radius, 1, 10000)
  const [bg, transparent = 'false'] = [colorOf(rest.slice(0, 3)), ...rest.slice(3)]
  if (pixels === undefined || bg === undefined || rest.length > 4) return undefined
  const clear = transparent === 'true' || transparent === '1'
  return clear ? { radius: pixels } : { radius: pixels, bg }
}

const readColor = ([color = '']: readonly string[]): Draft | undefined => {
  const bg = colorOf([color])
  return bg === undefined ? undefined : { bg }
}

const flag = (draft: Draft) => (args: readonly string[]) => (args.join('') === '' ? draft : undefined)

const ANGLES: Readonly<Record<string, Draft>> = {
  '0': {},
  '90': { rotate: '270' },
  '180': { rotate: '180' },
  '270': { rotate: '90' },
}

const FORMATS: Readonly<Record<string, Draft>> = {
  jpeg: { format: 'jpeg' },
  jpg: { format: 'jpeg' },
  png: { format: 'png' },
  webp: { format: 'webp' },
  avif: { format: 'avif' },
}

/** Translation table for the filters that thumbor contains. */
export const THUMBOR_FILTERS: readonly Row[] = [
  translated('quality', '`quality`', 'from 1 to 100', ([value = '']) => ({ quality: value })),
  translated(
    'max_bytes',
    '`max_bytes`',
    `${BYTES_RANGE}; left out with the format \`png\`, or a source that ends in \`.png\`; the answer is 422 if no quality fits`,
    ([value = '']) => ({ max_bytes: value }),
  ),
  translated('format', '`format`', '`jpeg`, `png`, `webp`, `avif`', oneOf(FORMATS)),
  translated(
    'fill',
    '`fit=contain`, `bg`',
    'with `fit-in`: hex digits or `transparent`; no other names, `auto` and `blur`',
    readFill,
  ),
  translated('background_color', '`bg`', 'hex digits; a format with transparency keeps it', readColor),
  translated('no_upscale', '`enlarge=0`', '', flag({ enlarge: '0' })),
  translated('upscale', '`enlarge`', 'with `fit-in`', flag({ enlarge: '1' })),
  translated('stretch', '`fit=fill`', '', flag({ fit: 'fill' })),
  translated('grayscale', '`grayscale`', '', flag({ grayscale: '1' })),
  translated('blur', '`blur`', 'the sigma, or the radius if there is no sigma, from 0.3 to 100', readBlur),
  translated(
    'rotate',
    '`rotate`',
    '0, 90, 180 or 270, counterclockwise in thumbor; not with the flips of a size',
    oneOf(ANGLES),
  ),
  translated(
    'round_corner',
    '`radius`, `bg`',
    'one radius; the corners get the color, or become transparent',
    readCorner,
  ),
  dropped('strip_exif', 'metadata is left out by default'),
  dropped('strip_icc', 'answers are always sRGB'),
  dropped('cover', 'the first frame is always read'),
  dropped('autojpg', '`False` is the default', ['False', 'false', '0']),
  without('brightness', 'thumbor adds, `brightness` multiplies'),
  without('contrast', 'uses another scale; use `contrast`'),
  without('saturation', 'uses another scale; use `saturation`'),
  without('sharpen', 'uses another algorithm; use `sharpen`'),
  without('rgb', 'Signet has no such effect'),
  without('noise', 'Signet has no such effect'),
  without('equalize', 'use `normalize`'),
  without('convolution', 'Signet has no such effect'),
  without('colorize', 'use `tint`'),
  without('curve', 'Signet has no such effect'),
  without('red_eye', 'faces are not detected'),
  without('focal', 'use `crop=fp,X,Y`'),
  without('extract_focal', 'use `crop=fp,X,Y`'),
  without('proportion', 'a factor of the original size; use a size'),
  without('max_age', 'the source determines the freshness'),
  without('watermark', 'use an overlay in a mandatory preset of the zone'),
  without('frame', 'use an overlay in a mandatory preset of the zone'),
  without('gifv', 'video is not written'),
  without('gifsicle', 'GIF is not written'),
]
