import { colorOf, FORMATS, numberIn, wholeIn } from '../../src/signing/migrate/arguments.ts'
import type { Draft } from '../../src/signing/migrate/draft.ts'
import { dropped, oneOf, type Row, same, translated, without } from '../../src/signing/migrate/row.ts'

const POSITIONS: Readonly<Record<string, Draft>> = {
  top: { position: 'top' },
  north: { position: 'top' },
  bottom: { position: 'bottom' },
  south: { position: 'bottom' },
  left: { position: 'left' },
  west: { position: 'left' },
  right: { position: 'right' },
  east: { position: 'right' },
  northeast: { position: 'topright' },
  'right-top': { position: 'topright' },
  northwest: { position: 'topleft' },
  'left-top': { position: 'topleft' },
  southeast: { position: 'bottomright' },
  'right-bottom': { position: 'bottomright' },
  southwest: { position: 'bottomleft' },
  'left-bottom': { position: 'bottomleft' },
  center: { position: 'center' },
  centre: { position: 'center' },
  attention: { focus: 'smart' },
  entropy: { focus: 'smart' },
}

const FITS: Readonly<Record<string, Draft>> = Object.fromEntries(
  ['contain', 'cover', 'fill', 'inside', 'outside'].map((fit) => [fit, { fit }]),
)

const KERNELS: Readonly<Record<string, Draft>> = {
  lanczos3: {},
  mitchell: { filter: 'mitchell' },
  cubic: { filter: 'catrom' },
}

/** Returns a function for a modifier without arguments. */
const flag =
  (draft: Draft) =>
  (args: readonly string[]): Draft | undefined =>
    args.join('') === '' ? draft : undefined

function readSize([value = '', ...rest]: readonly string[]): Draft | undefined {
  const [width, height = width, ...others] = value.split('x').map((side) => wholeIn(side, 1, 10000) ?? '')
  return width && height && rest.length + others.length === 0 ? { width, height } : undefined
}

function readColor(name: 'bg' | 'tint') {
  return (args: readonly string[]): Draft | undefined => {
    const color = args.length === 1 ? colorOf(args.map((hex) => hex.replace(/^#/, ''))) : undefined
    return color === undefined ? undefined : { [name]: color }
  }
}

function readExtend(args: readonly string[]): Draft | undefined {
  const [top, right, bottom, left, filling = 'background', ...rest] = args
  const sides = [top, right, bottom, left].map((side) => wholeIn(side, 0, 1000))
  const isKnown = !sides.includes(undefined) && filling === 'background' && rest.length === 0
  return isKnown ? { extend: sides.join() } : undefined
}

/** Returns a function that reads a single number within bounds. */
const number =
  (name: 'blur' | 'sharpen' | 'gamma', min: number, max: number) =>
  ([value, ...rest]: readonly string[]): Draft | undefined => {
    const sigma = rest.length === 0 ? numberIn(value, min, max) : undefined
    return sigma === undefined ? undefined : { [name]: sigma }
  }

/** Modifiers of IPX, which Nuxt Image uses too (IPX 4, 2026-12-03). */
export const IPX_MODIFIERS: readonly Row[] = [
  same('width w', 'width', 'whole pixels'),
  same('height h', 'height', 'whole pixels; not together with `w`, use `s`'),
  translated('resize s', '`width`, `height`', '`WxH`; `fit` is `cover` by default', readSize),
  translated('fit', '`fit`', 'the same words', oneOf(FITS)),
  translated(
    'position pos',
    '`position`, `crop=smart`',
    'sides and corners; `attention` and `entropy` become `crop=smart`; no numbers',
    oneOf(POSITIONS),
  ),
  translated(
    'enlarge',
    '`enlarge`',
    'IPX does not enlarge by default, so `enlarge=0` is added',
    flag({ enlarge: '1' }),
  ),
  translated(
    'kernel',
    '`filter`',
    '`mitchell`; `cubic` becomes `catrom`, `lanczos3` nothing',
    oneOf(KERNELS),
  ),
  translated('background b', '`bg`', 'three or six hex digits', readColor('bg')),
  translated(
    'format f',
    '`format`',
    '`jpg`, `jpeg`, `png`, `webp`, `avif`, `auto`',
    oneOf({ ...FORMATS, auto: { format: 'auto' } }),
  ),
  same('quality q', 'quality', 'from 1 to 100'),
  translated('animated a', '`animate`', 'keeps the frames', flag({ animate: '1' })),
  translated('trim', '`trim`', 'whole numbers from 0 to 100', ([value]) => {
    const trim = wholeIn(value, 0, 100)
    return trim === undefined ? undefined : { trim }
  }),
  translated('extend', '`extend`', '`T_R_B_L`, filled with the background', readExtend),
  translated('flip', '`flip`', 'no argument', flag({ flip: '1' })),
  translated('flop', '`flop`', 'no argument', flag({ flop: '1' })),
  translated('blur', '`blur`', 'the sigma alone', number('blur', 0.3, 100)),
  translated('sharpen', '`sharpen`', 'the sigma alone', number('sharpen', 0.000001, 10)),
  translated('gamma', '`gamma`', 'one number', number('gamma', 1, 3)),
  translated('negate', '`negate`', 'no argument; keeps the transparency', flag({ negate: '1' })),
  translated('normalize', '`normalize`', 'no argument', flag({ normalize: '1' })),
  translated('grayscale', '`grayscale`', 'no argument', flag({ grayscale: '1' })),
  translated('tint', '`tint`', 'three or six hex digits', readColor('tint')),
  translated('threshold', '`threshold`', 'one whole number', ([value, ...rest]) => {
    const threshold = rest.length === 0 ? wholeIn(value, 0, 255) : undefined
    return threshold === undefined ? undefined : { threshold }
  }),
  dropped('autoorient', 'images are always upright'),
  without('extract crop', 'cuts before or after the resize, by its place in the URL; use `crop=W,H,X,Y`'),
  without('rotate', 'rotates before or after the resize, by its place in the URL; use `rotate`'),
  without('modulate', 'uses another colour space; use `brightness`, `saturation` and `hue`'),
  without('brightness', 'uses another colour space; use `brightness`'),
  without('saturation', 'uses another colour space; use `saturation`'),
  without('hue', 'uses another colour space; use `hue`'),
  without('lightness linear', 'use `brightness` and `contrast`'),
  without('flatten', 'use `bg` with `format=jpeg`'),
  without('unflatten opacity median dilate erode clahe', 'Signet has no such effect'),
]
