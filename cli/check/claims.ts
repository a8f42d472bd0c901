import type { Facts } from '../../src/edge/request/facts.ts'
import type { Claims } from '../../src/signing/auth/scheme.ts'
import { type Checking, failureOf } from './checking.ts'
import type { Rule } from './findings.ts'
import type { NamedStage } from './walk.ts'

const date = (seconds: number) => `${new Date(seconds * 1000).toISOString()} (${seconds})`

/**
 * Checks each claim of a URL (`expire`, `start`, `ip`) separately, so that each has its own
 * finding.
 */
export async function checkClaims(stage: NamedStage, { facts, ledger, server }: Checking): Promise<void> {
  const { admitted } = facts
  if (!admitted) return
  async function check(rule: Rule, claims: Claims, text: string): Promise<void> {
    const failure = await failureOf(() => stage.run({ ...facts, admitted: { ...admitted, claims } } as Facts))
    if (failure) ledger.fail('claims', failure, rule)
    else ledger.ok(rule, text)
  }
  const { expire, start, ip } = admitted.claims
  await (expire === undefined
    ? check('expire', {}, 'never')
    : check('expire', { expire }, `until ${date(expire)}`))
  await (start === undefined
    ? check('start', {}, 'at once')
    : check('start', { start }, `since ${date(start)}`))
  if (ip === undefined) await check('address', {}, 'any')
  else if (server.address === undefined) ledger.note('address', `not checked: ${ip} only; pass --address`)
  else await check('address', { ip }, `within ${ip}`)
}
