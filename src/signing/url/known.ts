import { LAYER_PREFIXES } from '../../engine/options/layers.ts'
import { Failure } from '../../errors.ts'
import { assertNotReserved } from './fill.ts'
import { unknownName } from './nearest.ts'
import { isOptionName, OPTION_NAMES } from './options.ts'
import type { Wire } from './wire.ts'

/** Patterns of unknown names, each with the rule that such a name breaks. */
const RULES: readonly (readonly [pattern: RegExp, rule: string])[] = [
  [/^ol[015-9]/, `overlays are ${LAYER_PREFIXES.join(', ')}`],
  [/^ol[234]?-/, 'the value of a text is ol-name; a name has up to 32 letters from a to z, digits and -'],
]

function messageOf(name: string): string {
  const rule = RULES.find(([pattern]) => pattern.test(name))
  return rule ? `unknown parameter ${name}: ${rule[1]}` : unknownName('parameter', name, OPTION_NAMES)
}

/**
 * Checks that all parameters of a URL are known, and that none is reserved. The signer does not use
 * this function, because its suggestions need more code than the check of a name.
 * @throws Failure bad-parameter: the message of an unknown name suggests the most similar known one
 */
export function assertKnown({ signed, free }: Wire): void {
  const names = [...signed.keys(), ...free.keys()]
  assertNotReserved(names)
  const unknown = names.find((name) => !isOptionName(name))
  if (unknown !== undefined) throw new Failure('bad-parameter', messageOf(unknown))
}
