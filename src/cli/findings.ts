import { verifyToken } from '../auth/authenticate.ts'
import { assertClaims, type Circumstances } from '../auth/claims.ts'
import { hmac } from '../auth/hmac.ts'
import type { Keyring } from '../auth/keyring.ts'
import type { Claims, Scheme } from '../auth/scheme.ts'
import { SCHEME_NAMES, schemeOf } from '../auth/schemes.ts'
import { ERRORS, Failure } from '../errors.ts'
import { formatIntent, parseIntent } from '../url/intent.ts'
import { parseWire, type Wire } from '../url/wire.ts'

const RULES_IN_ORDER = ['url', 'token', 'expire', 'start', 'address', 'options'] as const

/** The result for one rule. Any `FAIL` means that the server refuses the URL. */
export interface Finding {
  readonly mark: 'ok' | 'FAIL' | 'note'
  readonly rule: (typeof RULES_IN_ORDER)[number]
  readonly text: string
}

type Rule = Finding['rule']

async function attempt<T>(run: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function serverAnswer(failure: Failure): string {
  return `the server answers ${ERRORS[failure.code].status}: ${failure.message}`
}

function ok(rule: Rule, text: string): Finding {
  return { mark: 'ok', rule, text }
}

function failAndStop(rule: Rule, failure: Failure): Finding[] {
  const later = RULES_IN_ORDER.slice(RULES_IN_ORDER.indexOf(rule) + 1)
  return [
    { mark: 'FAIL', rule, text: serverAnswer(failure) },
    ...later.map((name): Finding => ({ mark: 'note', rule: name, text: 'not checked' })),
  ]
}

function date(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString()} (${seconds})`
}

async function findClaims({ expire, start, ip }: Claims, circumstances: Circumstances): Promise<Finding[]> {
  async function check(rule: Rule, claim: Claims, text: string): Promise<Finding> {
    const failure = await attempt(() => assertClaims(claim, circumstances))
    return failure ? { mark: 'FAIL', rule, text: serverAnswer(failure) } : ok(rule, text)
  }
  async function findAddress(): Promise<Finding> {
    if (ip === undefined) return ok('address', 'any')
    if (circumstances.address !== undefined) return check('address', { ip }, `within ${ip}`)
    return { mark: 'note', rule: 'address', text: `not checked: ${ip} only; pass --address` }
  }
  return [
    expire === undefined ? ok('expire', 'never') : await check('expire', { expire }, `until ${date(expire)}`),
    start === undefined ? ok('start', 'at once') : await check('start', { start }, `since ${date(start)}`),
    await findAddress(),
  ]
}

async function findOptions(wire: Wire): Promise<Finding> {
  const intent = await attempt(() => parseIntent(wire))
  if (intent instanceof Failure) return { mark: 'note', rule: 'options', text: serverAnswer(intent) }
  return ok('options', intent ? formatIntent(intent) || 'the defaults' : 'none: the original')
}

/**
 * Checks a URL against every rule, in the server's order and with its code. A malformed URL or a wrong token ends the
 * check, since what follows would read values that nobody has signed.
 *
 * @param openKeyring called once the scheme is known
 */
export async function findAll(
  url: string,
  circumstances: Circumstances,
  openKeyring: (scheme: Scheme, wire: Wire) => Promise<Keyring>,
): Promise<Finding[]> {
  const wire = await attempt(() => parseWire(url))
  if (wire instanceof Failure) return failAndStop('url', wire)

  const { token = '' } = wire
  const scheme = schemeOf({ ...wire, token }, SCHEME_NAMES) ?? hmac
  const keyring = await openKeyring(scheme, wire)
  const verified = await attempt(() => verifyToken(wire, [scheme.name], keyring))
  if (verified instanceof Failure) return [ok('url', 'canonical'), ...failAndStop('token', verified)]

  return [
    ok('url', 'canonical'),
    ok('token', `${scheme.name}, made with ${verified.key}`),
    ...(await findClaims(verified.claims, circumstances)),
    await findOptions(wire),
  ]
}
