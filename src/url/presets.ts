import { Failure } from '../errors.ts'
import { isAside, isOptionName, OPTIONS, type OptionName, type Options } from './options.ts'
import { formatOptions, parseOptions } from './parameters.ts'
import { flag } from './values.ts'

/** Options that a zone keeps under a name. */
export interface Preset {
  readonly options: Options
  /** Whether a URL may not change what the preset sets. */
  readonly locked: boolean
}

/** A preset as the configuration writes it: parameters with the values that they have in a URL, and `lock`. */
export type PresetTable = Readonly<Record<string, string | number | boolean>>

/**
 * @throws Failure bad-parameter, as for a URL; and for what is no matter of the pixels
 * @example parsePreset({ width: 400, fit: 'cover', lock: true })
 */
export function parsePreset({ lock = false, ...table }: PresetTable): Preset {
  if (typeof lock !== 'boolean') throw new Failure('bad-parameter', `lock=${lock}: expected true or false`)
  const texts = Object.entries(table).map(([name, value]): [string, string] => [
    name,
    typeof value === 'boolean' ? flag.format(value) : String(value),
  ])
  const options = parseOptions(new Map(texts))
  const aside = Object.keys(options).filter(isOptionName).find(isAside)
  if (aside) throw new Failure('bad-parameter', `${aside}: cannot be part of a preset`)
  return { options, locked: lock }
}

/** What a zone makes of the options of a URL. */
export interface PresetRules {
  readonly presets: ReadonlyMap<string, Preset>
  /** Names of the presets that every image of the zone is made with; they lock what they set, even without `lock`. */
  readonly mandatory: readonly string[]
}

/** What is locked as a whole where any of it is: the rest would change the size that is set. */
const SIZE: readonly OptionName[] = ['width', 'height', 'w', 'dpr']

/** Likewise: the rest would hide the overlay that is set. */
const OVERLAY: readonly OptionName[] = Object.keys(OPTIONS)
  .filter(isOptionName)
  .filter((name) => OPTIONS[name].group === 'overlay')

/** What would cover less than all of the picture with an overlay, or let it fall beside the picture. */
const BESIDE: readonly OptionName[] = ['extend', 'radius']

const isRightAngle = (degrees: number) => degrees % 90 === 0

/** The options that a locked preset keeps for itself: `olalpha` alone would undo a watermark, and `dpr` a width. */
function lockedNames({ options }: Preset): ReadonlySet<OptionName> {
  const names = Object.keys(options).filter(isOptionName)
  const wholes = [OVERLAY, SIZE].filter((whole) => whole.some((name) => names.includes(name)))
  return new Set([...names, ...wholes.flat()])
}

/** @throws Failure bad-parameter where `options` say what a locked preset keeps for itself, and say it differently */
function assertUnlocked(options: Options, name: string, preset: Preset): void {
  const [asked, set] = [formatOptions(options), formatOptions(preset.options)]
  const locked = lockedNames(preset)
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

/** Under an overlay of so many pixels an image is not enlarged, or both could be made small again and the overlay gone. */
function sealed(preset: Preset): Preset {
  const { options } = preset
  if (options.olurl === undefined || options.enlarge !== undefined || isProportional(options)) return preset
  return { ...preset, options: { ...options, enlarge: false } }
}

/**
 * A mandatory overlay must not be squeezed with the picture, nor, if it does not cover the whole of that, be drawn aside by
 * what makes room beside it.
 * @throws Failure bad-parameter
 */
function assertCovered(options: Options, { options: kept }: Preset): void {
  if (kept.olurl === undefined) return
  const { fit, rotate = 0 } = options
  if (fit === 'fill' && kept.fit !== fit)
    throw new Failure('bad-parameter', 'fit: would distort the image, whose overlay is mandatory')
  if (kept.olrepeat) return
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

/** Whether an overlay that a URL names may lie on what is protected: it could be the bare image itself. */
function mayLay(olurl: string | undefined, { presets, mandatory }: PresetRules): boolean {
  return olurl === undefined || mandatory.some((name) => presets.get(name)?.options.olurl === olurl)
}

/**
 * Works the presets in: the URL's own options win over those of the preset that it names, and the mandatory presets over
 * all.
 * @throws Failure bad-parameter: no such preset, or an option that a locked preset keeps for itself
 */
export function withPresets(options: Options, { presets, mandatory }: PresetRules): Options {
  const named = options.preset === undefined ? undefined : presets.get(options.preset)
  if (options.preset !== undefined && !named)
    throw new Failure('bad-parameter', `preset=${options.preset}: the zone has no preset of this name`)
  if (named?.locked) assertUnlocked(options, options.preset ?? '', named)
  if (mandatory.length > 0 && !mayLay(options.olurl, { presets, mandatory }))
    throw new Failure('bad-parameter', 'olurl: this zone takes overlays from its presets alone')
  let all: Options = { ...named?.options, ...options }
  const kept = mandatory.map((name) => {
    const preset = presets.get(name)
    if (!preset) throw new Failure('misconfigured', undefined, `there is no preset ${name}`)
    return { name, preset: sealed(preset) }
  })
  for (const { name, preset } of kept) {
    assertUnlocked(all, name, preset)
    all = { ...all, ...preset.options }
  }
  // Only now it is known what the others set.
  for (const { preset } of kept) assertCovered(all, preset)
  return all
}
