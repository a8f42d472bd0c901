import type { EngineOptions } from '@owner/signet-worker/engine'
import { colorOf, placeOf } from './sharp-words'

/** Modifiers of a URL that cannot be read. The message names the modifier. */
export class BadModifier extends Error {}

function refuse(name: string, reason: string): never {
  throw new BadModifier(`modifier ${name}: ${reason}`)
}

/** Short names of modifiers. */
const ALIASES = new Map(
  Object.entries({
    w: 'width',
    h: 'height',
    s: 'resize',
    q: 'quality',
    b: 'background',
    f: 'format',
    a: 'animated',
    pos: 'position',
    crop: 'extract',
  }),
)

/** Kernels of sharp that the engine has, with their names there. */
const KERNELS = { cubic: 'catrom', mitchell: 'mitchell', lanczos3: 'lanczos3' } as const
const KERNEL_NAMES = ['cubic', 'mitchell', 'lanczos3'] as const
const FITS = ['cover', 'contain', 'fill', 'inside', 'outside'] as const
const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'auto'] as const

type Values = readonly (string | undefined)[]
type Read = (values: Values, name: string) => EngineOptions

function numberOf(text: string | undefined, name: string): number {
  if (text === undefined || !/^-?\d+(?:\.\d+)?$/.test(text))
    refuse(name, `expected a number, got ${text || 'nothing'}`)
  return Number(text)
}

/** Returns a modifier with one number. */
const number =
  (options: (value: number) => EngineOptions, initial?: string): Read =>
  ([text = initial, ...others], name) =>
    others.length > 0 ? refuse(name, 'expected one number') : options(numberOf(text, name))

/** Returns a modifier with several numbers. */
const numbers =
  (count: number, options: (...values: number[]) => EngineOptions): Read =>
  (values, name) =>
    values.length === count
      ? options(...values.map((text) => numberOf(text, name)))
      : refuse(name, `expected ${count} numbers`)

/** Returns the word of a list that a text is. */
function wordOf<Word extends string>(text: string | undefined, name: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text)
  return word ?? refuse(name, `expected one of ${words.join(', ')}, got ${text ?? 'nothing'}`)
}

function sizeOf([text = '']: Values, name: string): EngineOptions {
  const [width, height = width, ...others] = text.split('x')
  if (others.length > 0) refuse(name, 'expected a width and a height, such as 400x300')
  return { width: numberOf(width, name), height: numberOf(height, name) }
}

function modulateOf(values: Values, name: string): EngineOptions {
  const [brightness, saturation = 1, hue = 0, ...others] = values.map((text) => numberOf(text, name))
  return others.length > 0 ? refuse(name, 'expected up to 3 numbers') : { brightness, saturation, hue }
}

/** Modifiers of IPX that the engine has. */
const MODIFIERS: Readonly<Record<string, Read>> = {
  width: number((width) => ({ width })),
  height: number((height) => ({ height })),
  resize: sizeOf,
  fit: ([word], name) => ({ fit: wordOf(word, name, FITS) }),
  position: (words) => placeOf(words.join(' ')),
  background: ([color = '']) => ({ bg: colorOf(color) }),
  enlarge: () => ({ enlarge: true }),
  kernel: ([word], name) => ({ filter: KERNELS[wordOf(word, name, KERNEL_NAMES)] }),
  format: ([word], name) => ({ format: wordOf(word === 'jpg' ? 'jpeg' : word, name, FORMATS) }),
  quality: number((quality) => ({ quality })),
  animated: () => ({ animate: true }),
  trim: number((trim) => ({ trim }), '10'),
  extract: numbers(4, (x = 0, y = 0, width = 0, height = 0) => ({ crop: { x, y, width, height } })),
  extend: numbers(4, (top = 0, right = 0, bottom = 0, left = 0) => ({
    extend: { top, right, bottom, left },
  })),
  rotate: number((rotate) => ({ rotate }), '0'),
  flip: () => ({ flip: true }),
  flop: () => ({ flop: true }),
  sharpen: number((sharpen) => ({ sharpen }), '1'),
  blur: number((blur) => ({ blur }), '1'),
  flatten: () => ({}),
  gamma: number((gamma) => ({ gamma }), '2.2'),
  negate: () => ({ negate: true }),
  normalize: () => ({ normalize: true }),
  threshold: number((threshold) => ({ threshold }), '128'),
  modulate: modulateOf,
  tint: ([color = '']) => ({ tint: colorOf(color) }),
  grayscale: () => ({ grayscale: true }),
}

/** Reads one modifier, such as `w_400` or `grayscale`. */
function readModifier(text: string): readonly [name: string, EngineOptions] {
  const [short = '', ...values] = text.split(/[:=_]/).map(decodeURIComponent)
  const name = ALIASES.get(short) ?? short
  const read = Object.hasOwn(MODIFIERS, name) ? MODIFIERS[name] : undefined
  return [name, read ? read(values, short) : refuse(short, 'the engine has no such modifier')]
}

/** Options of a transform, and the box that must not be larger than the source. */
export interface Modified {
  readonly options: EngineOptions
  readonly box: { readonly width: number; readonly height: number } | undefined
}

/**
 * Reads the modifiers of an IPX URL.
 * @param text first segment of the path, such as `w_400,f_webp`, or `_` for none
 * @throws BadModifier
 * @throws URIError for malformed escapes
 */
export function readModifiers(text: string): Modified {
  const read = text === '_' ? [] : text.split(/[&,]/).map(readModifier)
  const names = read.map(([name]) => name)
  const { fit, position, ...rest } = Object.assign({}, ...read.map(([, options]) => options)) as EngineOptions
  const { width, height, format, enlarge = false, crop } = rest
  if (names.includes('flatten') && format !== 'jpeg')
    refuse('flatten', 'add f_jpeg, which has no transparency')
  if (names.includes('extract') && read.some(([, options]) => options.crop === 'smart'))
    refuse('position', 'extract chooses the part')
  const isBox = width !== undefined && height !== undefined
  const isPlaced = isBox && (fit === undefined || fit === 'cover' || fit === 'contain')
  const options = {
    ...rest,
    ...(isBox && { fit }),
    ...(isPlaced && { position }),
    ...(crop === 'smart' && !isBox && { crop: undefined }),
    ...((width ?? height) !== undefined && { enlarge }),
    ...(format === undefined && { animate: true }),
  }
  return { options, box: isBox && !enlarge ? { width, height } : undefined }
}
