import { COMPASS, colorOf, FORMATS, isOff, isOn, marginsOf, numberIn, wholeIn } from './arguments.ts'
import type { Draft } from './draft.ts'
import { IMGPROXY_ENCODERS } from './imgproxy-encoders.ts'
import { IMGPROXY_WITHOUT } from './imgproxy-without.ts'
import { dropped, oneOf, type Row, same, translated } from './row.ts'

const FITS: Readonly<Record<string, Draft>> = {
  fit: { fit: 'inside' },
  fill: { fit: 'cover' },
  force: { fit: 'fill' },
  '': {},
}

function flagged(name: 'enlarge' | 'canvas', value = ''): Draft | undefined {
  if (isOn(value)) return { [name]: '1' }
  if (isOff(value)) return value === '' ? {} : { [name]: '0' }
  return undefined
}

function sideOf(name: 'width' | 'height', value = ''): Draft {
  return value === '' ? {} : { [name]: value }
}

/**
 * Merges the drafts of an option's arguments. Returns `undefined` if an argument has no
 * counterpart.
 */
function all(...drafts: readonly (Draft | undefined)[]): Draft | undefined {
  return drafts.includes(undefined) ? undefined : Object.assign({}, ...drafts)
}

function readSize([width, height, enlarge, canvas, ...gravity]: readonly string[]): Draft | undefined {
  if (gravity.some((part) => part !== '')) return undefined
  return all(
    sideOf('width', width),
    sideOf('height', height),
    flagged('enlarge', enlarge),
    flagged('canvas', canvas),
  )
}

const withoutOffset = (offsets: readonly string[]) => offsets.every((offset) => Number(offset) === 0)

function readGravity([type = '', ...rest]: readonly string[]): Draft | undefined {
  if (type === 'sm') return { focus: 'smart' }
  if (type === 'fp') {
    const [x, y] = [numberIn(rest[0], 0, 1), numberIn(rest[1], 0, 1)]
    return x === undefined || y === undefined ? undefined : { focus: `fp,${x},${y}` }
  }
  const position = Object.hasOwn(COMPASS, type) ? COMPASS[type] : undefined
  return position !== undefined && withoutOffset(rest) ? { position } : undefined
}

function readCrop([width, height, type = 'ce', x = '0', y = '0', ...rest]: readonly string[]):
  | Draft
  | undefined {
  const size = [wholeIn(width, 1, 10000), wholeIn(height, 1, 10000)]
  if (rest.length > 0 || size.includes(undefined)) return undefined
  if (type === 'ce' && withoutOffset([x, y])) return { area: size.join() }
  const corner = [wholeIn(x, 0, 10000), wholeIn(y, 0, 10000)]
  return type === 'nowe' && !corner.includes(undefined) ? { area: [...size, ...corner].join() } : undefined
}

function readTrim([threshold, ...rest]: readonly string[]): Draft | undefined {
  const value = wholeIn(threshold, 0, 100)
  return value === undefined || rest.some((part) => !isOff(part)) ? undefined : { trim: value }
}

function readFlip([across = '', down = '']: readonly string[]): Draft | undefined {
  if (![across, down].every((value) => isOn(value) || isOff(value))) return undefined
  return { ...(isOn(across) && { flop: '1' }), ...(isOn(down) && { flip: '1' }) }
}

function readFilename([name = '', encoded = '']: readonly string[]): Draft | undefined {
  return isOff(encoded) && !name.includes('%') ? { download: name } : undefined
}

function readPage([value]: readonly string[]): Draft | undefined {
  const page = wholeIn(value, 0, 9999)
  if (page === undefined) return undefined
  return Number(page) === 0 ? {} : { page: String(Number(page) + 1) }
}

const off = (name: 'blur' | 'sharpen' | 'pixelate' | 'quality', zero: readonly string[]) => {
  return ([value = '']: readonly string[]): Draft => (zero.includes(value) ? {} : { [name]: value })
}

const OFF = ['0', 'f', 'false', '']
const ON = ['1', 't', 'true']

/** Translation table for all options in imgproxy's documentation. */
export const IMGPROXY_OPTIONS: readonly Row[] = [
  translated(
    'resize rs',
    '`fit`, `width`, `height`, `enlarge`',
    'the arguments of `resizing_type` and `size`',
    ([type = '', ...size]) => all(oneOf(FITS)([type]), readSize(size)),
  ),
  translated(
    'size s',
    '`width`, `height`, `enlarge`',
    'the arguments of `width`, `height`, `enlarge` and `extend`',
    readSize,
  ),
  translated(
    'resizing_type rt',
    '`fit`',
    '`fit` (the default) becomes `inside`, `fill` `cover`, `force` `fill`; `fill-down` and `auto` have no counterpart',
    oneOf(FITS),
  ),
  translated('width w', '`width`', 'whole pixels; 0 is left out', ([value]) => sideOf('width', value)),
  translated('height h', '`height`', 'whole pixels; 0 is left out', ([value]) => sideOf('height', value)),
  same('dpr', 'dpr', 'from 1 to 4'),
  translated(
    'enlarge el',
    '`enlarge`',
    'imgproxy does not enlarge by default, so `enlarge=0` is added',
    ([value]) => flagged('enlarge', value),
  ),
  translated(
    'extend ex',
    '`fit=contain`',
    'with the resizing type `fit` and no gravity of its own',
    ([value, ...gravity]) => (gravity.length > 0 ? undefined : flagged('canvas', value)),
  ),
  translated(
    'gravity g',
    '`position`, `crop`',
    'edges and corners become `position`, `sm` `crop=smart`, `fp:X:Y` `crop=fp,X,Y`, each if `fill` crops; no offsets and no objects',
    readGravity,
  ),
  translated(
    'crop c',
    '`crop=W,H`, `crop=W,H,X,Y`',
    'whole pixels from the center, or from the corner `nowe`',
    readCrop,
  ),
  translated('trim t', '`trim`', 'a threshold from 0 to 100 without a color', readTrim),
  translated(
    'padding pd',
    '`extend`',
    'whole pixels, multiplied by `dpr`; added before effects instead of after them',
    (args) => {
      const extend = marginsOf(args)
      return extend === undefined ? undefined : { extend }
    },
  ),
  translated(
    'rotate rot',
    '`rotate`',
    '0, 90, 180 or 270; a quarter turn exchanges width and height; not with gravity, crop, padding or flip',
    ([value]) =>
      value === '0'
        ? {}
        : oneOf({ '90': { rotate: '90' }, '180': { rotate: '180' }, '270': { rotate: '270' } })([
            value ?? '',
          ]),
  ),
  translated(
    'flip fl',
    '`flop`, `flip`',
    'horizontal becomes `flop`, vertical `flip`; not with gravity, crop, padding or rotate',
    readFlip,
  ),
  translated('background bg', '`bg`', 'hex, or R:G:B; a format with transparency keeps it', (args) => {
    const bg = colorOf(args)
    return args.join('') === '' ? {} : bg === undefined ? undefined : { bg }
  }),
  same('contrast', 'contrast', 'a factor'),
  same('saturation sa', 'saturation', 'a factor'),
  translated('blur bl', '`blur`', 'the same sigma; 0 is left out', off('blur', OFF)),
  translated('sharpen sh', '`sharpen`', 'the same sigma; 0 is left out', off('sharpen', OFF)),
  translated(
    'pixelate pix',
    '`pixelate`',
    'the same size; 0 and 1 are left out',
    off('pixelate', ['0', '1', '']),
  ),
  translated('quality q', '`quality`', 'the same value; 0 is left out', off('quality', OFF)),
  ...IMGPROXY_ENCODERS,
  translated(
    'format f ext',
    '`format`',
    '`jpg`, `png`, `webp`, `avif`, `jxl`; `best` becomes `auto`; the extension of the source is the same option',
    oneOf(FORMATS),
  ),
  translated('page pg', '`page`', 'of GIF and WebP, counted from 1 instead of 0', readPage),
  same('expires exp', 'expire', 'Unix time, after which the answer is 410 instead of 404'),
  translated(
    'filename fn',
    '`download`',
    'with `return_attachment`, as plain text; left out without it',
    readFilename,
  ),
  translated('return_attachment att', '`download`', 'with `filename`', ([value = '']) =>
    isOn(value) ? { attachment: '1' } : isOff(value) ? {} : undefined,
  ),
  translated('preset pr', '`preset`', 'one name: a preset that you add to the zone', ([name, ...others]) =>
    name === undefined || others.length > 0 ? undefined : { preset: name },
  ),
  translated(
    'strip_metadata sm',
    '`metadata`',
    '1 is the default; 0 becomes `metadata=1`, which keeps no location',
    ([value = '']) => (isOn(value) ? {} : isOff(value) ? { metadata: '1' } : undefined),
  ),
  dropped('auto_rotate ar', 'images are always upright; 0 has no counterpart', ON),
  dropped('strip_color_profile scp', 'answers are always sRGB; 0 has no counterpart', ON),
  dropped('preserve_hdr ph', 'answers have 8 bits; 1 has no counterpart', OFF),
  dropped('enforce_thumbnail eth', '1 has no counterpart', OFF),
  dropped('keep_copyright kcr', '1 has no counterpart: use `metadata=1`', OFF),
  dropped('disable_animation da', 'without `animate=1`, an animation becomes its first frame'),
  dropped('raw', 'only 0; a signed URL without parameters delivers the original', OFF),
  dropped('cachebuster cb', 'the cache follows the source'),
  ...IMGPROXY_WITHOUT,
]
