import type { Config, Zone } from '../src/edge/config.ts'
import { assertHost } from '../src/edge/http/hosts.ts'
import type { Bindings } from '../src/edge/source/kind.ts'
import { ERRORS, Failure } from '../src/errors.ts'
import { assertClaims, type Circumstances } from '../src/signing/auth/claims.ts'
import { factsOf } from '../src/signing/auth/facts.ts'
import { hmac } from '../src/signing/auth/hmac.ts'
import { hmacMessage } from '../src/signing/auth/hmac-token.ts'
import type { KeyPolicy } from '../src/signing/auth/key-policy.ts'
import type { Keyring } from '../src/signing/auth/keyring.ts'
import { type Claims, readClaims, type Scheme, type Verified } from '../src/signing/auth/scheme.ts'
import { acceptedSchemes, SCHEME_NAMES, schemeOf } from '../src/signing/auth/schemes.ts'
import { takeUnverified, type Unverified } from '../src/signing/auth/unsigned.ts'
import type { Facts } from '../src/signing/url/fill.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { readOptions, withOverlays } from './check-options.ts'
import { authenticateIn, checkPolicy, servedZone } from './check-policy.ts'

/** The rules in the order in which the server checks them. */
export const RULES = [
  'url',
  'host',
  'zone',
  'token',
  'expire',
  'start',
  'address',
  'options',
  'policy',
] as const

/** The text of a rule that the check did not come to. */
export const NOT_CHECKED = 'not checked'

export type Rule = (typeof RULES)[number]

/** The result for one rule. Any `FAIL` means that the server refuses the URL. */
export interface Finding {
  readonly mark: 'ok' | 'FAIL' | 'note'
  readonly rule: Rule
  readonly text: string
}

/** Why a server answers a URL as it does. */
export interface Explanation {
  /** One for each rule, in their order. */
  readonly findings: readonly Finding[]
  /**
   * The text that a token of this URL covers; `undefined` where it is malformed, or the token is
   * not native.
   */
  readonly signed: string | undefined
  /** The first rule that fails, and how the server answers. */
  readonly failed: { readonly rule: Rule; readonly failure: Failure } | undefined
  /**
   * Whether the token is missing or wrong, and served nevertheless, since the zone is in report
   * mode.
   */
  readonly reported: boolean
  /** That of the key that signed, if it has one. */
  readonly policy: KeyPolicy | undefined
  /** What fills its texts. */
  readonly facts: Facts
}

/** What a URL is checked against. */
export interface Server extends Circumstances {
  /** Zones, presets and hosts; `undefined` where they are not known. */
  readonly loaded: { readonly config: Config; readonly env: Bindings } | undefined
  /** Called once the scheme is known; without a keyring the token is not checked. */
  readonly openKeyring: (scheme: Scheme, wire: Wire) => Promise<Keyring | undefined>
}

const signedText = (path: string, query: string) => new TextDecoder().decode(hmacMessage(path, query))

function serverAnswer(failure: Failure): string {
  return `the server answers ${ERRORS[failure.code].status}: ${failure.message}`
}

function date(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString()} (${seconds})`
}

/** Gathers findings; what is not reached stays "not checked". */
function ledger() {
  const texts = new Map<Rule, Pick<Finding, 'mark' | 'text'>>()
  let failed: Explanation['failed']
  return {
    note: (rule: Rule, text: string) => void texts.set(rule, { mark: 'note', text }),
    async check<T>(
      rule: Rule,
      run: () => T | Promise<T>,
      tell: (value: T) => string,
    ): Promise<T | undefined> {
      try {
        const value = await run()
        texts.set(rule, { mark: 'ok', text: tell(value) })
        return value
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure
        failed ??= { rule, failure }
        texts.set(rule, { mark: 'FAIL', text: serverAnswer(failure) })
        return undefined
      }
    },
    close: (signed?: string, policy?: KeyPolicy, reported = false, facts: Facts = {}): Explanation => ({
      findings: RULES.map((rule) => ({
        rule,
        ...(texts.get(rule) ?? { mark: 'note', text: NOT_CHECKED }),
      })),
      signed,
      failed,
      policy,
      reported,
      facts,
    }),
  }
}

type Ledger = ReturnType<typeof ledger>

async function checkClaims(ledger: Ledger, { expire, start, ip }: Claims, server: Server): Promise<void> {
  const check = (rule: Rule, claim: Claims, text: string) =>
    ledger.check(
      rule,
      () => assertClaims(claim, server),
      () => text,
    )
  await check(
    'expire',
    expire === undefined ? {} : { expire },
    expire === undefined ? 'never' : `until ${date(expire)}`,
  )
  await check(
    'start',
    start === undefined ? {} : { start },
    start === undefined ? 'at once' : `since ${date(start)}`,
  )
  if (ip === undefined) await check('address', {}, 'any')
  else if (server.address === undefined) ledger.note('address', `not checked: ${ip} only; pass --address`)
  else await check('address', { ip }, `within ${ip}`)
}

async function findServedZone(
  ledger: Ledger,
  wire: Wire,
  { loaded }: Server,
): Promise<Zone | 'unknown' | undefined> {
  if (!loaded) {
    for (const rule of ['host', 'zone'] as const)
      ledger.note(rule, 'not checked: there is no wrangler.toml here')
    return 'unknown'
  }
  const { host } = new URL(wire.origin)
  await ledger.check(
    'host',
    () => assertHost(wire.origin, { ...loaded.config, development: true }),
    () => host,
  )
  return ledger.check(
    'zone',
    () => servedZone(wire, loaded.config),
    ({ name, prefix }) => `${name}, below ${prefix}`,
  )
}

/** What a URL claims, for the rules that need no key. */
function unverified({ signed }: Wire): Verified {
  const kid = OPTIONS.kid.parse(signed.get('kid') ?? '')
  return { claims: readClaims(signed), key: '', ...(kid !== undefined && { kid }) }
}

/**
 * A URL whose token is missing or wrong, as a zone in report mode takes it.
 * @throws the error, where the zone does not
 */
function takeReported(wire: Wire, zone: Zone | undefined, error: unknown): Unverified & { why: string } {
  if (zone?.mode !== 'report') throw error
  const why = error instanceof Failure ? error.message : ''
  return {
    ...takeUnverified(wire, error),
    why: `${why}; served nevertheless, since zones.${zone.name}.mode is "report"`,
  }
}

/**
 * Checks a URL against every rule, in the server's order and with its code. A malformed URL, a path
 * without a zone and a wrong token end the check, since what follows would read values that nobody
 * has signed; a zone in report mode reads them.
 *
 * @example (await checkRules(url, server)).failed?.rule // 'token'
 */
export async function checkRules(url: string, server: Server): Promise<Explanation> {
  const rules = ledger()
  const wire = await rules.check(
    'url',
    () => parseWire(url),
    () => 'canonical',
  )
  if (!wire) return rules.close()
  const zone = await findServedZone(rules, wire, server)
  if (zone === undefined) return rules.close()

  const known = zone === 'unknown' ? undefined : zone
  const { loaded } = server
  const served = known && loaded && { zone: known, config: loaded.config }
  const accepted = known ? acceptedSchemes(known, server.now) : SCHEME_NAMES
  const { token = '' } = wire
  const scheme = schemeOf({ ...wire, token }, accepted)
  const signed = (scheme ?? hmac).name === 'hmac' ? signedText(wire.path, wire.query) : undefined
  const keyring =
    scheme && token !== '' ? await server.openKeyring(scheme, wire) : { hmac: [], keycdn: undefined }
  const verified = await rules.check(
    'token',
    () =>
      keyring
        ? authenticateIn(served, wire, accepted, keyring).catch((error) => takeReported(wire, known, error))
        : unverified(wire),
    ({ key }) => `${scheme?.name}, made with ${scheme === hmac ? 'key ' : ''}${key}`,
  )
  if (!verified) return rules.close(signed)
  if (!keyring) rules.note('token', 'not checked: there is no key here')
  const reported = 'why' in verified
  if (reported) rules.note('token', verified.why)

  await checkClaims(rules, verified.claims, server)
  const policy = 'why' in verified ? undefined : verified.policy
  const facts = factsOf(verified, server.now)
  const options = await rules.check(
    'options',
    () => readOptions(wire, known, policy, facts),
    ({ text }) => text,
  )
  if (!served) rules.note('policy', 'not checked: there is no wrangler.toml here')
  else if (!keyring) rules.note('policy', 'not checked: there is no key here')
  else if (reported) rules.note('policy', 'none: nobody is known to have signed')
  else if (options)
    await rules.check(
      'policy',
      () => checkPolicy(served, wire, options.intent, verified, server.now),
      (text) => text,
    )
  if (options && known && loaded)
    await rules.check(
      'options',
      () => withOverlays(options, wire, known, loaded),
      (text) => text,
    )
  return rules.close(signed, policy, reported, facts)
}
