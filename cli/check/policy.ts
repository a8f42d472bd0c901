import type { Facts } from '../../src/edge/request/facts.ts'
import type { Admitted } from '../../src/signing/auth/admit.ts'
import { type Checking, failureOf, NO_CONFIGURATION, noteFailure } from './checking.ts'
import type { NamedStage } from './walk.ts'

/** Why the policy of a URL is not checked. */
function whyNot({ server, hasKey }: Checking, { unsigned }: Admitted): string | undefined {
  if (!server.loaded) return NO_CONFIGURATION
  if (!hasKey) return 'not checked: there is no key here'
  return unsigned === undefined ? undefined : 'none: nobody is known to have signed'
}

/** A policy without its paths, which cannot be compared with a path that stays hidden. */
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

/** Checks what the key may sign. */
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
