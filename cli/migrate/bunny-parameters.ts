import { wholeIn } from '../../src/signing/migrate/arguments.ts'
import type { Draft } from '../../src/signing/migrate/draft.ts'
import { dropped, oneOf, type Row, same, translated, without } from '../../src/signing/migrate/row.ts'

const GRAVITIES: Readonly<Record<string, string>> = {
  center: 'center',
  north: 'top',
  south: 'bottom',
  east: 'right',
  west: 'left',
  northeast: 'topright',
  northwest: 'topleft',
  southeast: 'bottomright',
  southwest: 'bottomleft',
}

function readCrop([value = '']: readonly string[]): Draft | undefined {
  const [width, height, ...corner] = value.split(',')
  const size = [wholeIn(width, 1, 10000), wholeIn(height, 1, 10000)]
  const place = corner.map((offset) => wholeIn(offset, 0, 10000))
  if (size.includes(undefined) || place.includes(undefined)) return undefined
  return corner.length === 0 || corner.length === 2 ? { area: [...size, ...place].join() } : undefined
}

function readGravity([value = '']: readonly string[]): Draft | undefined {
  const position = Object.hasOwn(GRAVITIES, value) ? GRAVITIES[value] : undefined
  return position === undefined ? undefined : { position }
}

function readRatio([value = '']: readonly string[]): Draft | undefined {
  return /^[0-9]{1,5}:[0-9]{1,5}$/.test(value) ? { ratio: value, fit: 'cover' } : undefined
}

const FORMATS: Readonly<Record<string, Draft>> = {
  jpeg: { format: 'jpeg' },
  jpg: { format: 'jpeg' },
  png: { format: 'png' },
  webp: { format: 'webp' },
  avif: { format: 'avif' },
}

/** Parameters in Bunny Optimizer's Dynamic Images API. */
export const BUNNY_PARAMETERS: readonly Row[] = [
  same('width', 'width', 'whole pixels; with a height the image fits inside'),
  same('height', 'height', 'whole pixels; with a width the image fits inside'),
  translated(
    'upscaling',
    '`enlarge`',
    '`off` (the default) becomes `enlarge=0`, `resampling` nothing',
    oneOf({ off: { enlarge: '0' }, resampling: { enlarge: '1' } }),
  ),
  translated('crop', '`crop`', '`W,H` from the center, or `W,H,X,Y`', readCrop),
  translated(
    'crop_gravity',
    '`position`',
    '`center` only with `crop`, because a side depends on the size of the original',
    readGravity,
  ),
  translated(
    'aspect_ratio',
    '`width`, `height`',
    'becomes the missing side; needs a width or a height',
    readRatio,
  ),
  translated('flip', '`flip`', '`true`', oneOf({ true: { flip: '1' }, false: {} })),
  translated('flop', '`flop`', '`true`', oneOf({ true: { flop: '1' }, false: {} })),
  translated(
    'saturation',
    '`grayscale`',
    '-100 only; other amounts use another scale',
    oneOf({ '0': {}, '-100': { grayscale: '1' } }),
  ),
  translated('format output', '`format`', '`jpeg`, `png`, `webp`, `avif`', oneOf(FORMATS)),
  same('quality', 'quality', 'from 1 to 100'),
  same('class', 'preset', 'a preset that you add to the zone'),
  dropped('token', 'sign anew'),
  dropped('token_path', 'sign anew'),
  same('expires', 'expire', 'Unix time, after which the answer is 410'),
  without('face_crop', 'faces are not detected'),
  without('focus_crop', 'use `crop=fp,X,Y`'),
  without('sharpen', 'has no amount; use `sharpen`'),
  without('blur', 'uses another scale; use `blur`'),
  without('brightness', 'uses another scale; use `brightness`'),
  without('contrast', 'uses another scale; use `contrast`'),
  without('gamma', 'uses another scale'),
  without('hue', 'rotates by another rule; use `hue`'),
  without('tint', 'subtracts the color; use `tint`'),
  without('sepia', 'Signet has no such effect'),
  without('auto_optimize', 'use `quality`'),
]
