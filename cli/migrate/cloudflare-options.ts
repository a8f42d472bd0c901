import { colorOf, numberIn, wholeIn } from '../../src/signing/migrate/arguments.ts'
import type { Draft } from '../../src/signing/migrate/draft.ts'
import { dropped, oneOf, type Row, same, translated, without } from '../../src/signing/migrate/row.ts'

const FITS: Readonly<Record<string, Draft>> = {
  'scale-down': { fit: 'inside', enlarge: '0' },
  contain: { fit: 'inside' },
  cover: { fit: 'cover' },
  crop: { fit: 'cover', enlarge: '0' },
  pad: { fit: 'contain' },
  squeeze: { fit: 'fill' },
}

const FORMATS: Readonly<Record<string, Draft>> = {
  auto: { format: 'auto' },
  avif: { format: 'avif' },
  webp: { format: 'webp' },
  jpeg: { format: 'jpeg', progressive: '1' },
  'baseline-jpeg': { format: 'jpeg' },
}

const SIDES = ['left', 'right', 'top', 'bottom']

function readGravity([value = '']: readonly string[]): Draft | undefined {
  if (value === 'auto') return { focus: 'smart' }
  if (SIDES.includes(value)) return { position: value }
  const [x, y, ...rest] = value.split('x').map((share) => numberIn(share, 0, 1))
  return x === undefined || y === undefined || rest.length > 0 ? undefined : { focus: `fp,${x},${y}` }
}

function readBackground([value = '']: readonly string[]): Draft | undefined {
  const hex = value.replace(/^(?:%23|#)/, '')
  const [, channels] = /^rgb(?:\(|%28)([0-9,]+)(?:\)|%29)$/.exec(value) ?? []
  const bg = colorOf(channels?.split(',') ?? [hex])
  return bg === undefined ? undefined : { bg }
}

function readQuality([value]: readonly string[]): Draft | undefined {
  const quality = wholeIn(value, 1, 100)
  return quality === undefined ? undefined : { quality }
}

const ANGLES: Readonly<Record<string, Draft>> = {
  '0': {},
  '90': { rotate: '90' },
  '180': { rotate: '180' },
  '270': { rotate: '270' },
}

/** Options in `/cdn-cgi/image/`. */
export const CLOUDFLARE_OPTIONS: readonly Row[] = [
  same('width w', 'width', 'whole pixels; `auto` has no counterpart'),
  same('height h', 'height', 'whole pixels'),
  same('dpr', 'dpr', 'from 1 to 4'),
  translated(
    'fit',
    '`fit`, `enlarge`',
    '`scale-down` (the default) becomes `inside` without enlarging, `contain` `inside`, `cover` `cover`, `crop` `cover` without enlarging, `pad` `contain`, `squeeze` `fill`',
    oneOf(FITS),
  ),
  translated(
    'gravity g',
    '`position`, `crop`',
    'sides become `position`, `auto` `crop=smart`, `XxY` `crop=fp,X,Y`; no faces',
    readGravity,
  ),
  translated('quality q', '`quality`', 'from 1 to 100; words have no counterpart', readQuality),
  translated(
    'format f',
    '`format`',
    '`auto`, `avif`, `webp`; `jpeg` with `progressive=1`, `baseline-jpeg` without; `json` has other fields',
    oneOf(FORMATS),
  ),
  translated('background', '`bg`', '#RRGGBB or rgb(R,G,B)', readBackground),
  translated(
    'rotate',
    '`rotate`',
    '90, 180 or 270; a quarter turn exchanges width and height; not with gravity',
    oneOf(ANGLES),
  ),
  translated(
    'flip',
    '`flop`, `flip`',
    '`h` becomes `flop`, `v` `flip`; not with gravity or rotate',
    oneOf({ h: { flop: '1' }, v: { flip: '1' }, hv: { flip: '1', flop: '1' } }),
  ),
  same('brightness', 'brightness', 'a factor'),
  same('contrast', 'contrast', 'a factor'),
  same('saturation', 'saturation', 'a factor'),
  translated(
    'metadata',
    '`metadata`',
    '`none` is the default; `keep` becomes `all`; `copyright` has no counterpart',
    oneOf({ none: {}, keep: { metadata: 'all' } }),
  ),
  translated(
    'anim',
    '`animate`',
    '`true` (the default) becomes `animate=1`, without `anim` only for names with .gif or .webp, and never for a format that shows one frame; `false` becomes `animate=0`',
    oneOf({ true: { animate: '1' }, false: { animate: '0' } }),
  ),
  dropped('compression', '`fast`: so is the default `effort`', ['fast']),
  dropped('onerror', 'a failed request is answered with an error'),
  without('blur', 'uses another scale; use `blur`'),
  without('sharpen', 'uses another scale; use `sharpen`'),
  without('gamma', 'uses another scale; use `brightness`'),
  without('border', 'use `extend`'),
  without('trim', 'depends on the size of the original; use `crop=W,H,X,Y`'),
  without('trim.top', 'depends on the size of the original; use `crop=W,H,X,Y`'),
  without('trim.right', 'depends on the size of the original; use `crop=W,H,X,Y`'),
  without('trim.bottom', 'depends on the size of the original; use `crop=W,H,X,Y`'),
  without('trim.left', 'depends on the size of the original; use `crop=W,H,X,Y`'),
  without('zoom face-zoom', 'faces are not detected'),
  without('segment', 'Signet has no such effect'),
  without('slow-connection-quality scq', 'answers do not depend on the connection'),
]
