import { admit } from '../../signing/auth/admit.ts'
import { assertClaims } from '../../signing/auth/claims.ts'
import { assertPolicy } from '../../signing/auth/policy.ts'
import { check, step } from './stage.ts'

/** Verifies the signature of the URL as it arrived, byte for byte. */
export const admitUrl = step(
  ['wire', 'zone', 'rest', 'keyring', 'config', 'now', 'clock'],
  ['admitted'],
  async ({ wire, zone, rest, keyring, config, now, clock }) => ({
    admitted: await clock.stage('auth', () => admit(wire, { zone, path: rest }, config.zones, keyring, now)),
  }),
)

export const checkClaims = check(['admitted', 'now', 'address'], ({ admitted, now, address }) => {
  assertClaims(admitted.claims, { now, address })
})

/**
 * Refuses URLs on the deny list. It looks up the URL as it arrived, because an entry is a token's
 * hash.
 */
export const checkDenyList = check(['wire', 'effects'], ({ wire, effects }) => effects.assertAllowed(wire))

/** Checks the request against the policy of the key that signed it. */
export const checkPolicy = check(
  ['admitted', 'asked', 'path', 'now'],
  ({ admitted: { policy, wire, claims }, asked, path, now }) => {
    if (policy) assertPolicy(policy, { wire, intent: asked, path, claims, now })
  },
)

/** Asks the `authorize` function of the instance, which may refuse what is signed. */
export const checkAuthorize = check(
  ['url', 'address', 'admitted', 'zone', 'path', 'asked', 'effects'],
  ({ effects, ...facts }) => effects.authorize?.(facts),
)
