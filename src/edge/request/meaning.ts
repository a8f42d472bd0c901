import type { TransformOptions } from '../../engine/options/transform-options.ts'
import { openPath } from '../../signing/auth/encrypted-path.ts'
import { factsOf } from '../../signing/auth/facts.ts'
import { parseIntent } from '../../signing/url/intent.ts'
import { withMandatory } from '../../signing/url/zone-rules.ts'
import { negotiate } from '../http/accept.ts'
import { isUnmarked, withMarkKey } from './mark.ts'
import { step } from './stage.ts'

/**
 * Reads the image options. Applies the mandatory presets of the zone and the signing key, and
 * resolves `format=auto` by the client's `Accept` header.
 */
export const readOptions = step(
  ['admitted', 'zone', 'accept', 'now'],
  ['asked'],
  ({ admitted, zone, accept, now }) => {
    const { wire, policy } = admitted
    const rules = withMandatory(zone.rules, policy?.preset)
    const intent = parseIntent(wire, rules, factsOf(admitted, now))
    return { asked: negotiate(intent, accept, zone.auto, policy?.formats) }
  },
)

const marked = async (intent: Promise<TransformOptions>) => ({ intent: await intent })

/**
 * Adds the invisible mark's key to the options. Later stages see only `intent`, so no picture can
 * be made without its mark.
 */
export const keyMark = step(['asked', 'admitted', 'config'], ['intent'], ({ asked, admitted, config }) =>
  asked === undefined || isUnmarked(asked)
    ? { intent: asked }
    : marked(withMarkKey(asked, admitted, config.keyring.mark)),
)

/**
 * Decrypts the path in an encrypted zone. Refuses a path that spells the prefix of a guarded zone
 * in another way, because the guarded zone's presets would be bypassed.
 */
export const decryptPath = step(
  ['admitted', 'zone', 'config'],
  ['path'],
  async ({ admitted, zone, config: { zones, keyring } }) => ({
    path: await openPath(admitted.path, zone, zones, keyring.paths),
  }),
)
