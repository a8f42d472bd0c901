import type { Facts } from '../../src/edge/request/facts.ts'
import type { Admitted } from '../../src/signing/auth/admit.ts'
import { type Checking, failureOf, NO_CONFIGURATION, noteFailure } from './checking.ts'
import type { NamedStage } from './walk.ts'

/** Returns the reason why the policy cannot be checked, or `undefined` if it can. */
function whyNot({ server, hasKey }: Checking, { unsigned }: Admitted): string | undefined {
  if (!server.loaded) return NO_CONFIGURATION
  if (!hasKey) return 'not checked: there is no key here'
  return unsigned === undefined ? undefined : 'none: nobody is known to have signed'
}

/**
 * Returns an admitted URL without the paths of its policy, because these cannot be compared with a
 * path that is still encrypted.
 */
function withoutPaths(admitted: Admitted): Admitted {
  if (!admitted.policy) return admitted
  const { paths: _, ...policy } = admitted.policy
  return { ...admitted, policy }
}

function allowed({ key, policy }: Admitted, isHidden: boolean): string {
  if (!policy) return `no policy limits ${key}`
  return policy.paths && isHidden
    ? `the policy of ${key} allows it, but its paths were not checked: PATH_KEYS does not decrypt this URL`
    : `the policy of ${key} allows it`
}

/** Checks that the key's policy allows the URL. */
export async function checkPolicy(stage: NamedStage, checking: Checking): Promise<void> {
  const { facts, ledger } = checking
  const { admitted, path } = facts
  if (!admitted) return
  const why = whyNot(checking, admitted)
  if (why !== undefined) return ledger.note('policy', why)
  if (!('asked' in facts)) return
  const isHidden = path === undefined
  const compared = isHidden ? { path: '', admitted: withoutPaths(admitted) } : {}
  const failure = await failureOf(() => stage.run({ ...facts, ...compared } as Facts))
  if (failure) noteFailure(stage, failure, checking)
  else ledger.ok('policy', allowed(admitted, isHidden))
}
