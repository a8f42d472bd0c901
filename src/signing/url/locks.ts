import { type OverlayOptions, overlaysOf } from '../../engine/options/layers.ts'
import { bare } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { hasOverlay, isLayered } from './layers.ts'
import {
  isFilling,
  isOptionName,
  OPTION_NAMES,
  type OptionName,
  type Options,
  rowOf,
  SIZE,
} from './options.ts'
import { formatOptions } from './parameters.ts'

/**
 * Value of `lock` in a preset. `false` locks nothing. `true` locks the options that the preset
 * sets, and all options that could undo their effect. `'all'` locks everything that changes the
 * picture.
 */
export type Lock = boolean | 'all'

interface Lockable {
  readonly options: Options
  readonly locked: Lock
}

/**
 * Options that a lock can cover. Values for placeholders (`ol-name`) are never locked, because the
 * preset's text requires the URL to set them.
 */
const NAMES: readonly OptionName[] = OPTION_NAMES.filter((name) => !isFilling(name))

const SIZING: readonly OptionName[] = [...SIZE, 'fit', 'enlarge']

const OVERLAY = NAMES.filter(isLayered)

/** Options with which an encoder ignores `quality`, or uses it for something else. */
const LOSSLESS: readonly OptionName[] = ['lossless', 'nearlossless']

/**
 * Pairs of option lists. If a locked preset sets an option in the first list, all options in the
 * second list are locked, because each could undo the effect.
 */
const LOCKED_TOGETHER: readonly (readonly [set: readonly OptionName[], locked: readonly OptionName[]])[] = [
  [SIZE, SIZING],
  [OVERLAY, OVERLAY],
  [['crop'], ['trim']],
  [
    ['colors', 'palette'],
    ['colors', 'palette', 'dither'],
  ],
  [['quality'], ['autoquality', 'max_bytes', ...LOSSLESS]],
  [['autoquality'], ['quality', 'max_bytes', ...LOSSLESS]],
  [LOSSLESS, LOSSLESS],
]

const MOVES_IN_BOX: readonly OptionName[] = [...SIZING, 'position', 'crop', 'trim']

const PICTURE_GROUPS: ReadonlySet<string> = new Set([
  'trim',
  'crop',
  'resize',
  'extend',
  'compose',
  'overlay',
])

/**
 * Options that the lock `'all'` covers besides those of `PICTURE_GROUPS`. Metadata, gain maps and
 * other frames can show another picture, and `mark` changes the pixels.
 */
const KEPT: readonly OptionName[] = ['metadata', 'hdr', 'animate', 'page', 'mark']

const PICTURE = NAMES.filter(
  (name) => PICTURE_GROUPS.has(rowOf(name).group) || SIZE.includes(name) || KEPT.includes(name),
)

const HIDING: readonly OptionName[] = ['redact', 'crop', 'blur', 'pixelate', 'mark']

/**
 * Returns the options that a preset locks. They are more than the preset sets: `olalpha` alone
 * would undo a watermark, and `dpr` alone would change a width.
 */
export function lockedNames({ options, locked }: Lockable): ReadonlySet<OptionName> {
  const names = NAMES.filter((name) => options[name] !== undefined)
  const together = LOCKED_TOGETHER.filter(([set]) => set.some((name) => names.includes(name)))
  const moves = hasOverlay(options) && options.fit === 'contain' ? MOVES_IN_BOX : []
  const picture = locked === 'all' ? PICTURE : []
  return new Set([...names, ...together.flatMap(([, others]) => others), ...moves, ...picture])
}

/**
 * Returns the options that a mandatory preset locks. If the preset hides a part of the picture,
 * `metadata` and `hdr` are locked as well, because metadata and a gain map could show the hidden
 * part.
 */
export function mandatoryNames(preset: Lockable): ReadonlySet<OptionName> {
  const { options } = preset
  const hides = hasOverlay(options) || HIDING.some((name) => options[name] !== undefined)
  return new Set([...lockedNames(preset), ...(hides ? (['metadata', 'hdr'] as const) : [])])
}

/**
 * Checks that a URL changes no locked option. It may set a locked option to the preset's own value.
 * @param locked names of the options that the preset locks
 * @throws Failure bad-parameter: a locked option has another value
 */
export function assertUnlocked(
  options: Options,
  name: string,
  preset: Lockable,
  locked: ReadonlySet<OptionName>,
): void {
  const [given, set] = [formatOptions(options), formatOptions(preset.options)]
  const taken = [...given.keys()].find(
    (key) => isOptionName(key) && locked.has(key) && given.get(key) !== set.get(key),
  )
  if (taken) throw new Failure('bad-parameter', `${taken} is locked by the preset ${name}`)
}

function scalesWithPicture({ text, size = 0, scale, width, height }: OverlayOptions): boolean {
  const sides = [width, height].filter((side) => side !== undefined)
  if (text !== undefined) return [...sides, size].every((length) => length <= 1)
  return sides.length > 0 ? sides.every((side) => side <= 1) : scale !== undefined
}

const isMeasuredInPixels = (options: Options) =>
  (hasOverlay(options) && !overlaysOf(options).every(scalesWithPicture)) ||
  ((options.blur !== undefined || options.pixelate !== undefined) &&
    options.width === undefined &&
    options.height === undefined)

/**
 * Returns a preset's options, with `enlarge: false` if one of its effects is measured in pixels.
 * Such an effect, for example a blur, would hide less in an enlarged picture.
 */
export function withoutEnlarging(options: Options): Options {
  return options.enlarge === undefined && isMeasuredInPixels(options)
    ? bare(options, { enlarge: false })
    : options
}

const ADDS_ROOM: readonly OptionName[] = ['extend', 'radius']

const isRightAngle = (degrees: number) => degrees % 90 === 0

/**
 * Refuses URL options that would weaken a mandatory overlay: options that distort it, place it
 * beside the picture, or move its tiles.
 * @param kept the mandatory preset's options
 * @throws Failure bad-parameter
 */
export function assertCovered(options: Options, kept: Options): void {
  if (!hasOverlay(kept)) return
  const { fit, rotate = 0 } = options
  if (fit === 'fill' && kept.fit !== fit)
    throw new Failure('bad-parameter', 'fit must not be fill: it would distort the mandatory overlay')
  const aside =
    ADDS_ROOM.find((name) => options[name] !== undefined && kept[name] === undefined) ??
    (fit === 'contain' && kept.fit !== fit ? 'fit' : undefined) ??
    (isRightAngle(rotate) || kept.rotate === rotate ? undefined : 'rotate')
  if (aside)
    throw new Failure(
      'bad-parameter',
      `${aside} cannot be used here: it adds space beside the image, where the mandatory overlay could lie`,
    )
}
