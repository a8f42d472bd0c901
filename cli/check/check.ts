import { timing } from '../../src/timing.ts'
import { type Checking, runReady, told } from './checking.ts'
import { checkClaims } from './claims.ts'
import { type Checked, openLedger } from './findings.ts'
import { checkOptions, checkPath, checkSources } from './options.ts'
import { checkPolicy } from './policy.ts'
import { signedText } from './scheme.ts'
import type { Server } from './server.ts'
import { checkToken } from './token.ts'
import { type Way, type Ways, walk } from './walk.ts'

const usual: Way<Checking> = (stage, checking) => runReady(stage, checking)

/**
 * Functions for the stages that the check does not run exactly like the Worker. Each function
 * records a finding, or it tolerates a missing configuration or key.
 */
const WAYS: Ways<Checking> = {
  wire: told('url', () => 'canonical'),
  host: told('host', ({ wire }) => (wire ? new URL(wire.origin).host : '')),
  zone: told('zone', ({ zone }) => (zone ? `${zone.name}, below ${zone.prefix}` : '')),
  token: checkToken,
  claims: checkClaims,
  options: checkOptions,
  path: checkPath,
  policy: checkPolicy,
  sources: checkSources,
}

/**
 * Checks a URL with those Worker stages that need no network. After a failure, the check runs every
 * later stage whose input facts are known. The check ends at a malformed URL or at a path without a
 * zone. After a wrong token, no more findings are recorded, but `facts` are still completed.
 *
 * @example (await check(url, server)).failed?.rule // 'token'
 */
export async function check(url: string, server: Server): Promise<Checked> {
  const { now, address, accept = null, loaded } = server
  const given = loaded && { config: loaded.config, env: loaded.env }
  const facts = { url, now, address, accept, clock: timing(), ...given }
  const checking: Checking = {
    server,
    ledger: openLedger(),
    facts,
    hasKey: false,
    reported: false,
    stopped: undefined,
  }
  await walk(checking, WAYS, usual)
  const { ledger, reported, stopped } = checking
  const failures = ledger.failures()
  return {
    findings: ledger.findings(),
    signed: signedText(checking.facts, server),
    failed: failures[0],
    failures,
    reported,
    facts: checking.facts,
    stopped,
  }
}
