import { LAYER_PREFIXES, layersOf } from '../../engine/options/layers.ts'
import { bare } from '../../engine/options/own.ts'
import { Failure } from '../../errors.ts'
import { isFilling, isOptionName, type OptionName, type Options, rowOf } from './options.ts'

/**
 * Returns `true` if a parameter describes an overlay. Values for placeholders (`ol-name`) are not
 * among these parameters.
 */
export const isLayered = (name: OptionName): boolean => !isFilling(name) && rowOf(name).group === 'overlay'

/** Returns `true` if the options have at least one overlay: an image or a text. */
export const hasOverlay = (options: Options): boolean =>
  LAYER_PREFIXES.some(
    (prefix) => Object.hasOwn(options, `${prefix}url`) || Object.hasOwn(options, `${prefix}text`),
  )

/**
 * Adds the overlay layers in other options above the layers in `base`, and renumbers all layers.
 * @throws Failure bad-parameter: together there are more than four layers
 */
export function stackLayers(base: Options, above: readonly Options[]): Options {
  const layers = [base, ...above].flatMap(layersOf)
  if (layers.length > LAYER_PREFIXES.length)
    throw new Failure(
      'bad-parameter',
      `the URL and its presets have ${layers.length} overlays: at most ${LAYER_PREFIXES.length} are allowed`,
    )
  const rest = Object.entries(base).filter(([name]) => !(isOptionName(name) && isLayered(name)))
  const renumbered = layers.flatMap(([, layer], index) =>
    layer.map(([name, value]) => [`${LAYER_PREFIXES[index]}${name}`, value] as const),
  )
  return bare(Object.fromEntries([...rest, ...renumbered]) as Options)
}

/**
 * Checks that each layer has either an image or a text, and that no layer number is skipped.
 * @throws Failure bad-parameter
 */
export function assertLayers(options: Options): void {
  const given = LAYER_PREFIXES.map((prefix) =>
    [`${prefix}url`, `${prefix}text`].filter((name) => Object.hasOwn(options, name)),
  )
  const twice = given.find(({ length }) => length > 1)
  if (twice) throw new Failure('bad-parameter', `${twice.join(' and ')} cannot be in one layer`)
  const gap = given.findIndex(({ length }, index) => length === 0 && given[index + 1]?.length)
  if (gap >= 0)
    throw new Failure(
      'bad-parameter',
      `${given[gap + 1]?.[0]} needs ${LAYER_PREFIXES[gap]}url or ${LAYER_PREFIXES[gap]}text: layers are numbered without gaps`,
    )
}
