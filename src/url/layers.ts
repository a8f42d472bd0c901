import { Failure } from '../errors.ts'
import { LAYERS, type Options } from './options.ts'

/** What the parameters of each layer begin with, in the order in which they are drawn. */
export const LAYER_PREFIXES: readonly string[] = ['ol', ...LAYERS.map((layer) => `ol${layer}`)]

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
