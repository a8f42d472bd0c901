import type { Facts } from '../../src/edge/request/facts.ts'
import { Failure } from '../../src/errors.ts'
import type { Admitted } from '../../src/signing/auth/admit.ts'
import { hmac } from '../../src/signing/auth/hmac.ts'
import type { Keyring } from '../../src/signing/auth/keyring.ts'
import { readClaims } from '../../src/signing/auth/scheme.ts'
import { secretsOf } from '../../src/signing/auth/secrets.ts'
import { verifyToken } from '../../src/signing/auth/verify-token.ts'
import { judgeSecrets } from '../../src/signing/auth/weak-secrets.ts'
import { zoneKeyring } from '../../src/signing/auth/zone-keyring.ts'
import { OPTIONS } from '../../src/signing/url/options.ts'
import type { Wire } from '../../src/signing/url/wire.ts'
import { type Checking, failureOf } from './checking.ts'
import { acceptedBy, foreignSchemeOf, keysFor, ownSchemeOf } from './scheme.ts'
import type { Server } from './server.ts'
import { type NamedStage, runStage } from './walk.ts'

/**
 * Returns the secrets' faults, such as a secret that is too short. `texts` contains the secrets
 * that verify this token. Their faults replace those in configured secrets with the same names.
 */
function faultsOf({ texts = {} }: Keyring, { loaded }: Server): Keyring['faults'] {
  if (!loaded) return undefined
  const { keyring, allowWeakSecrets } = loaded.config
  const others = [...(keyring.faults ?? [])].filter(([name]) => !(name in texts))
  return new Map([...others, ...judgeSecrets(texts, allowWeakSecrets).faults])
}

/** Returns a URL's unverified claims and key id. It is used if no key is available. */
function claimed(wire: Wire, path: string): Admitted {
  const kid = OPTIONS.kid.parse(wire.signed.get('kid') ?? '')
  return { claims: readClaims(wire.signed), key: '', wire, path, ...(kid !== undefined && { kid }) }
}

/**
 * Returns the failure to report. If the token was made with a key that the zone does not allow, the
 * reason names that key.
 */
async function refusalBy(
  keys: Keyring,
  refusal: Failure,
  { facts, server }: Checking,
  wire: Wire,
): Promise<Failure> {
  const other = await verifyToken(wire, acceptedBy(facts, server), keys).catch(() => undefined)
  return other && facts.zone
    ? new Failure('forbidden', undefined, `the key ${other.key} may not be used in this zone`)
    : refusal
}

function madeWith({ facts, server }: Checking, wire: Wire, { key }: Admitted): string {
  const foreign = foreignSchemeOf(facts, server)
  if (foreign) return `${foreign.name}, made with ${secretsOf(foreign.name).join(' and ')}`
  const scheme = ownSchemeOf(wire, facts, server)
  return `${scheme?.name}, made with ${scheme === hmac ? 'key ' : ''}${key}`
}

/**
 * Reads a URL without verifying its token, because its key is not available. Another service's URL
 * is not read, because it must first be translated.
 */
async function readUnchecked(wire: Wire, checking: Checking): Promise<Failure | undefined> {
  const { facts, ledger, server } = checking
  const foreign = foreignSchemeOf(facts, server)
  const what = foreign ? `the secret of ${foreign.name} is not here` : 'there is no key here'
  ledger.note('token', `not checked: ${what}`)
  if (foreign) return undefined
  return failureOf(() => Object.assign(facts, { admitted: claimed(wire, facts.rest ?? '') }))
}

/**
 * Verifies a URL with the available keys. If the zone is not known, any Signet scheme is accepted.
 */
async function checkSignature(
  stage: NamedStage,
  wire: Wire,
  keys: Keyring,
  checking: Checking,
): Promise<Failure | undefined> {
  const { facts, ledger, server } = checking
  const { zone } = facts
  if (!zone)
    return failureOf(async () => {
      const admitted = { ...(await verifyToken(wire, acceptedBy(facts, server), keys)), wire, path: '' }
      Object.assign(facts, { admitted })
      ledger.ok('token', madeWith(checking, wire, admitted))
    })
  const faults = faultsOf(keys, server)
  const keyring = { ...zoneKeyring(keys, zone.policies), ...(faults && { faults }) }
  const refused = await failureOf(() => runStage(stage, facts, { keyring }))
  if (refused) return refusalBy(keys, refused, checking, wire)
  const { admitted } = facts
  if (admitted?.unsigned === undefined) {
    if (admitted) ledger.ok('token', madeWith(checking, wire, admitted))
    return undefined
  }
  checking.reported = true
  const enforcing = { ...facts, keyring, zone: { ...zone, mode: 'enforce' } } as Facts
  const why = await failureOf(() => stage.run(enforcing))
  const { message = '' } = why ? await refusalBy(keys, why, checking, wire) : {}
  ledger.note('token', `${message}; served nevertheless, since zones.${zone.name}.mode is "report"`)
  return undefined
}

/**
 * Checks the token. After a wrong token, the URL is read like an unsigned one, and no more findings
 * are recorded.
 */
export async function checkToken(stage: NamedStage, checking: Checking): Promise<void> {
  const { facts, ledger, server } = checking
  const { wire, zone, rest = '' } = facts
  if (!wire || (server.loaded && !zone)) return
  const keys = await keysFor(wire, facts, server)
  checking.hasKey = keys !== undefined
  const failure = await (keys ? checkSignature(stage, wire, keys, checking) : readUnchecked(wire, checking))
  if (!failure) return
  ledger.fail('token', failure)
  ledger.close()
  const admitted: Admitted = { claims: {}, key: undefined, unsigned: 'bad-token', wire, path: rest }
  Object.assign(facts, { admitted })
}
