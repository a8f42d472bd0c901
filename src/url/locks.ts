import { Failure } from '../errors.ts'
import { isOptionName, OPTIONS, type OptionName, type Options } from './options.ts'
import { formatOptions } from './parameters.ts'

/**
 * What a preset keeps from a URL: nothing (`false`), what it sets and all that would undo that (`true`), or everything
 * that changes the picture (`'all'`).
 */
export type Lock = boolean | 'all'

interface Lockable {
  readonly options: Options
  readonly locked: Lock
}

const NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName)

const SIZE: readonly OptionName[] = ['width', 'height', 'w', 'dpr']

/** What changes how large a picture becomes that has a size. */
const SIZING: readonly OptionName[] = [...SIZE, 'fit', 'enlarge']

const OVERLAY = NAMES.filter((name) => OPTIONS[name].group === 'overlay')

/** Where a locked preset sets one of the first, it keeps the others for itself, too: they would undo it. */
const WHOLES: readonly (readonly [set: readonly OptionName[], kept: readonly OptionName[]])[] = [
  [SIZE, SIZING],
  [OVERLAY, OVERLAY],
  [['crop'], ['trim']],
]

/** What moves a picture within the room that `contain` makes round it, and so away from an overlay. */
const WITHIN: readonly OptionName[] = [...SIZING, 'position', 'crop', 'trim']

const PICTURE_GROUPS: ReadonlySet<string> = new Set([
  'trim',
  'crop',
  'resize',
  'extend',
  'compose',
  'overlay',
])

/** All that changes the picture; among metadata there may be another. */
const PICTURE = NAMES.filter(
  (name) => PICTURE_GROUPS.has(OPTIONS[name].group) || SIZE.includes(name) || name === 'metadata',
)

/** What hides some of an image; a preview among the metadata that a file keeps might show it. */
const HIDING: readonly OptionName[] = ['olurl', 'redact', 'crop', 'blur', 'pixelate']

/** The options that a locked preset keeps for itself: `olalpha` alone would undo a watermark, and `dpr` a width. */
export function lockedNames({ options, locked }: Lockable): ReadonlySet<OptionName> {
  const names = NAMES.filter((name) => options[name] !== undefined)
  const wholes = WHOLES.filter(([set]) => set.some((name) => names.includes(name))).map(([, kept]) => kept)
  const within = options.olurl !== undefined && options.fit === 'contain' ? WITHIN : []
  return new Set([...names, ...wholes.flat(), ...within, ...(locked === 'all' ? PICTURE : [])])
}

/** The same for a mandatory preset, which no request of the zone goes round. */
export function keptNames(preset: Lockable): ReadonlySet<OptionName> {
  const hides = HIDING.some((name) => preset.options[name] !== undefined)
  return new Set([...lockedNames(preset), ...(hides ? (['metadata'] as const) : [])])
}

/**
 * @param locked names that the preset keeps for itself
 * @throws Failure bad-parameter where `options` say one of them, and say it differently
 */
export function assertUnlocked(
  options: Options,
  name: string,
  preset: Lockable,
  locked: ReadonlySet<OptionName>,
): void {
  const [asked, set] = [formatOptions(options), formatOptions(preset.options)]
  const taken = [...asked.keys()].find(
    (key) => isOptionName(key) && locked.has(key) && asked.get(key) !== set.get(key),
  )
  if (taken) throw new Failure('bad-parameter', `${taken}: is set by the preset ${name}`)
}

/** Whether an overlay's size goes with that of the picture: all that is told of it are shares. */
function isProportional({ olscale, olwidth, olheight }: Options): boolean {
  const sides = [olwidth, olheight].filter((side) => side !== undefined)
  return sides.length > 0 ? sides.every((side) => side <= 1) : olscale !== undefined
}

/** Whether it counts pixels: of a larger picture it would take less. */
const countsPixels = (options: Options) =>
  (options.olurl !== undefined && !isProportional(options)) ||
  ((options.blur !== undefined || options.pixelate !== undefined) &&
    options.width === undefined &&
    options.height === undefined)

/** What counts pixels has an image that is not enlarged, or that could be made small again and the effect be gone. */
export function sealed(options: Options): Options {
  return options.enlarge === undefined && countsPixels(options) ? { ...options, enlarge: false } : options
}

/** What would let an overlay fall beside the picture, or tiles of it be moved over the picture. */
const BESIDE: readonly OptionName[] = ['extend', 'radius']

const isRightAngle = (degrees: number) => degrees % 90 === 0

/**
 * A mandatory overlay must not be squeezed with the picture, nor be drawn aside by what makes room beside it.
 * @param kept options of the mandatory preset
 * @throws Failure bad-parameter
 */
export function assertCovered(options: Options, kept: Options): void {
  if (kept.olurl === undefined) return
  const { fit, rotate = 0 } = options
  if (fit === 'fill' && kept.fit !== fit)
    throw new Failure('bad-parameter', 'fit: would distort the image, whose overlay is mandatory')
  const aside =
    BESIDE.find((name) => options[name] !== undefined && kept[name] === undefined) ??
    (fit === 'contain' && kept.fit !== fit ? 'fit' : undefined) ??
    (isRightAngle(rotate) || kept.rotate === rotate ? undefined : 'rotate')
  if (aside)
    throw new Failure(
      'bad-parameter',
      `${aside}: would make room beside the image, whose overlay is mandatory`,
    )
}
