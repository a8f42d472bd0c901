import { LAYER_PREFIXES } from '../../engine/options/layers.ts'
import { Failure } from '../../errors.ts'
import { assertNotReserved } from './fill.ts'
import { nearest, unknownName } from './nearest.ts'
import { isOptionName, OPTION_NAMES, rowOf } from './options.ts'
import { refuseValue } from './parameters.ts'
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
 * Refuses a value that is similar to a word of its parameter, such as `format=jpg`. Other wrong
 * values are refused where they are parsed.
 */
function assertNoMisspeltWord(name: string, text: string): void {
  if (!isOptionName(name)) return
  const { shape } = rowOf(name)
  if (shape.kind !== 'choice' || shape.words.includes(text)) return
  const meant = nearest(text.toLowerCase(), shape.words)
  if (meant !== undefined) refuseValue(name, text, `; did you mean ${meant}?`)
}

/**
 * Checks that all URL parameters are known, that none is reserved, and that no word is misspelt.
 * The signer does not use this function, because its suggestions need more code than the name
 * check.
 * @throws Failure bad-parameter: the message of an unknown name or word suggests the most similar
 *   known one
 */
export function assertKnown({ signed, free }: Wire): void {
  const names = [...signed.keys(), ...free.keys()]
  assertNotReserved(names)
  const unknown = names.find((name) => !isOptionName(name))
  if (unknown !== undefined) throw new Failure('bad-parameter', messageOf(unknown))
  for (const [name, text] of [...signed, ...free]) assertNoMisspeltWord(name, text)
}
