import { respelled } from '../../engine/options/mention.ts'
import type { Mention } from '../../errors.ts'
import type { Options } from './options.ts'
import { formatOptions } from './parameters.ts'

/** Returns a mention's text for clients: a parameter's name, or a part of a query. */
function parameterText(mentioned: Mention): string {
  if ('option' in mentioned) return mentioned.option
  return [...formatOptions(mentioned.values as Options)].map((pair) => pair.join('=')).join('&')
}

/**
 * Returns the engine's failure with URL parameters in place of the options that it mentions:
 * `format=webp` for `{ format: 'webp' }`. Other errors are returned unchanged.
 */
export const inUrlTerms = (error: unknown): unknown => respelled(error, parameterText)
