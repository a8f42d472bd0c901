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
 * Stages that have a line of their own, and those where something may be missing that the server
 * has.
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
 * Checks a URL by the stages of the Worker that need no network, and goes on after a failure as far
 * as facts are known. A malformed URL and a path without a zone end the check. Behind a wrong token
 * no more is found, but `facts` are filled.
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
  return {
    findings: ledger.findings(),
    signed: signedText(checking.facts, server),
    failed: ledger.failed(),
    reported,
    facts: checking.facts,
    stopped,
  }
}
