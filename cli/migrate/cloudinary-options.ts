import { colorOf, FORMATS, numberIn, wholeIn } from '../../src/signing/migrate/arguments.ts'
import type { Draft } from '../../src/signing/migrate/draft.ts'
import { dropped, oneOf, type Row, translated, without } from '../../src/signing/migrate/row.ts'

const CROPS: Readonly<Record<string, Draft>> = {
  scale: { fit: 'fill' },
  fit: { fit: 'inside' },
  limit: { fit: 'inside', enlarge: '0' },
  fill: { fit: 'cover' },
  lfill: { fit: 'cover', enlarge: '0' },
  pad: { fit: 'contain' },
  lpad: { fit: 'contain', enlarge: '0' },
}

const GRAVITIES: Readonly<Record<string, Draft>> = {
  auto: { focus: 'smart' },
  center: { position: 'center' },
  north: { position: 'top' },
  south: { position: 'bottom' },
  east: { position: 'right' },
  west: { position: 'left' },
  north_east: { position: 'topright' },
  north_west: { position: 'topleft' },
  south_east: { position: 'bottomright' },
  south_west: { position: 'bottomleft' },
}

const QUALITIES: readonly string[] = ['auto', 'auto:best', 'auto:good', 'auto:eco', 'auto:low']

const ANGLES: Readonly<Record<string, Draft>> = {
  '0': {},
  '90': { rotate: '90' },
  '180': { rotate: '180' },
  '270': { rotate: '270' },
  hflip: { flop: '1' },
  vflip: { flip: '1' },
  exif: {},
}

const EFFECTS: Readonly<Record<string, Draft>> = {
  grayscale: { grayscale: '1' },
  negate: { negate: '1' },
}

const FLAGS: Readonly<Record<string, Draft>> = {
  progressive: { progressive: '1' },
  lossy: {},
  strip_profile: {},
  force_strip: {},
  immutable_cache: {},
}

const COLORS: Readonly<Record<string, string>> = { white: 'ffffff', black: '000000' }

function readBackground([value = '']: readonly string[]): Draft | undefined {
  const named = Object.hasOwn(COLORS, value) ? COLORS[value] : undefined
  const bg = named ?? (value.startsWith('rgb:') ? colorOf([value.slice(4)]) : undefined)
  return bg === undefined ? undefined : { bg }
}

/** Returns a function that reads a whole number. */
const whole =
  (name: 'width' | 'height' | 'radius' | 'page', max: number) =>
  ([value]: readonly string[]): Draft | undefined => {
    const number = wholeIn(value, 1, max)
    return number === undefined ? undefined : { [name]: number }
  }

/** Cloudinary's transformation parameters, by the letters before the first `_`. */
export const CLOUDINARY_OPTIONS: readonly Row[] = [
  translated('w', '`width`', 'whole pixels; no shares, no `auto`', whole('width', 10_000)),
  translated('h', '`height`', 'whole pixels; no shares', whole('height', 10_000)),
  translated(
    'c',
    '`fit`, `enlarge`',
    '`scale` (the default) becomes `fill`, `fit` `inside`, `limit` `inside` without enlarging, `fill` `cover`, `lfill` `cover` without enlarging, `pad` `contain`, `lpad` `contain` without enlarging; the others have no counterpart',
    oneOf(CROPS),
  ),
  translated(
    'g',
    '`position`, `crop=smart`',
    'sides and corners become `position`, `auto` `crop=smart`; no faces and objects',
    oneOf(GRAVITIES),
  ),
  translated('ar', '`width`, `height`', 'becomes the missing side, with `fill`', ([value = '']) => {
    return /^[0-9]{1,5}:[0-9]{1,5}$/.test(value) ? { ratio: value } : undefined
  }),
  translated('dpr', '`dpr`', 'from 1 to 4; no `auto`', ([value]) => {
    const dpr = numberIn(value, 1, 4)
    return dpr === undefined ? undefined : { dpr }
  }),
  translated('q', '`quality`', 'from 1 to 100; `auto` becomes the default quality', ([value = '']) => {
    const quality = wholeIn(value, 1, 100)
    if (QUALITIES.includes(value)) return {}
    return quality === undefined ? undefined : { quality }
  }),
  translated(
    'f',
    '`format`',
    '`auto`, `jpg`, `png`, `webp`, `avif`, `jxl`',
    oneOf({ ...FORMATS, auto: { format: 'auto' } }),
  ),
  translated('b', '`bg`', '`white`, `black`, `rgb:RRGGBB`', readBackground),
  translated('r', '`radius`', 'one radius in whole pixels; no `max`', whole('radius', 10_000)),
  translated(
    'a',
    '`rotate`, `flop`, `flip`',
    '90, 180, 270, `hflip`, `vflip`; `exif` is left out',
    oneOf(ANGLES),
  ),
  translated('e', '`grayscale`, `negate`', 'these two; the others use other scales', oneOf(EFFECTS)),
  translated('pg', '`page`', 'the frame of an animation', whole('page', 10_000)),
  translated(
    'fl',
    '`progressive`',
    '`progressive`; those for lossy files, metadata and caches are left out',
    oneOf(FLAGS),
  ),
  translated('t', '`preset`', 'a preset that you add to the zone, of the same name', ([preset = '']) => ({
    preset,
  })),
  dropped('cs', 'answers are always sRGB', ['srgb', 'no_cmyk']),
  without('x', 'use `crop=W,H,X,Y`'),
  without('y', 'use `crop=W,H,X,Y`'),
  without('z', 'faces are not detected'),
  without('o', 'Signet has no such effect'),
  without('bo', 'use `extend`'),
  without('l', 'use an overlay, preferably in a preset'),
  without('u', 'use an overlay, preferably in a preset'),
  without('co', 'use `olcolor`'),
  without('d', 'a failed request is answered with an error'),
  without('if', 'a URL has no conditions'),
  without('so', 'video is not read'),
  without('eo', 'video is not read'),
  without('du', 'video is not read'),
  without('vc', 'video is not read'),
]
