import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { openPath } from '../../signing/auth/encrypted-path.ts'
import { factsOf } from '../../signing/auth/facts.ts'
import { parseIntent } from '../../signing/url/intent.ts'
import { withMandatory } from '../../signing/url/zone-rules.ts'
import { negotiate } from '../http/accept.ts'
import { isUnmarked, withMarkKey } from './mark.ts'
import { step } from './stage.ts'

/**
 * Reads the options by the rules of the zone and of the key that signed, and what the client
 * accepts for `format=auto`.
 */
export const readOptions = step(
  ['admitted', 'zone', 'accept', 'now'],
  ['asked'],
  ({ admitted, zone, accept, now }) => {
    const { wire, policy } = admitted
    const rules = withMandatory(zone.rules, policy?.preset)
    return { asked: negotiate(parseIntent(wire, rules, factsOf(admitted, now)), accept, policy?.formats) }
  },
)

const marked = async (intent: Promise<TransformOptions>) => ({ intent: await intent })

/** Gives a mark its key: from here on no picture loses it. */
export const keyMark = step(['asked', 'admitted', 'config'], ['intent'], ({ asked, admitted, config }) =>
  asked === undefined || isUnmarked(asked)
    ? { intent: asked }
    : marked(withMarkKey(asked, admitted, config.keyring.mark)),
)

/** Decrypts the path of an encrypted zone, and refuses other spellings of a guarded prefix. */
export const decryptPath = step(
  ['admitted', 'zone', 'config'],
  ['path'],
  async ({ admitted, zone, config: { zones, keyring } }) => ({
    path: await openPath(admitted.path, zone, zones, keyring.paths),
  }),
)
