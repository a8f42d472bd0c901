import { Failure } from '../../errors.ts'
import { isFilling, isOptionName, LAYERS, type OptionName, type Options, rowOf } from './options.ts'

/** What the parameters of each layer begin with, in the order in which they are drawn. */
export const LAYER_PREFIXES = ['ol', ...LAYERS.map((layer) => `ol${layer}` as const)] as const

/** Whether a parameter is part of a layer. */
export const isLayered = (name: OptionName): boolean => !isFilling(name) && rowOf(name).group === 'overlay'

/** The options of a layer, without its prefix. */
type Layer = readonly (readonly [name: string, value: unknown])[]

/** The layers that have options, in the order in which they are drawn, with their prefixes. */
export function layersOf(options: object): readonly (readonly [prefix: string, layer: Layer])[] {
  const given = Object.entries(options)
  return LAYER_PREFIXES.map((prefix) => {
    const own = given.filter(
      ([name]) => name.startsWith(prefix) && /^[a-z]+$/.test(name.slice(prefix.length)),
    )
    return [prefix, own.map(([name, value]) => [name.slice(prefix.length), value] as const)] as const
  }).filter(([, layer]) => layer.length > 0)
}

/** Whether options have an overlay, a picture or a text. */
export const hasOverlay = (options: Options): boolean =>
  LAYER_PREFIXES.some((prefix) => `${prefix}url` in options || `${prefix}text` in options)

/**
 * Options with the layers of others above their own.
 * @throws Failure bad-parameter: more layers than there are
 */
export function stacked(base: Options, above: readonly Options[]): Options {
  const layers = [base, ...above].flatMap(layersOf)
  if (layers.length > LAYER_PREFIXES.length)
    throw new Failure(
      'bad-parameter',
      `there are ${layers.length} overlays with those of presets: at most ${LAYER_PREFIXES.length} are drawn`,
    )
  const rest = Object.entries(base).filter(([name]) => !(isOptionName(name) && isLayered(name)))
  const renumbered = layers.flatMap(([, layer], index) =>
    layer.map(([name, value]) => [`${LAYER_PREFIXES[index]}${name}`, value] as const),
  )
  return Object.fromEntries([...rest, ...renumbered]) as Options
}

/**
 * Each layer has a picture or a text, and none is left out.
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
