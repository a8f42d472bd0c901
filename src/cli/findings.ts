import { authenticate, type Keyring, SCHEMES, type Scheme, schemeOf } from '../auth/authenticate.ts'
import { assertClaims, type Circumstances, type Claims } from '../auth/claims.ts'
import { verifyHmac } from '../auth/hmac.ts'
import { ERRORS, Failure } from '../errors.ts'
import { formatIntent, parseIntent } from '../url/intent.ts'
import { parseWire, type Wire } from '../url/wire.ts'

/** The rules in the order in which the server trusts a URL more. */
const RULES = ['url', 'token', 'expire', 'start', 'address', 'options'] as const

/** What was found of one rule. Where any is `FAIL`, the signature does not hold. */
export interface Finding {
  readonly mark: 'ok' | 'FAIL' | 'note'
  readonly rule: (typeof RULES)[number]
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

function answer(failure: Failure): string {
  return `the server answers ${ERRORS[failure.code].status}: ${failure.message}`
}

function fail(rule: Rule, failure: Failure): Finding[] {
  const later = RULES.slice(RULES.indexOf(rule) + 1)
  return [
    { mark: 'FAIL', rule, text: answer(failure) },
    ...later.map((name): Finding => ({ mark: 'note', rule: name, text: 'not checked' })),
  ]
}

async function signedBy({ path, query }: Wire, token: string, { hmac }: Keyring): Promise<string> {
  for (const key of hmac) {
    if (await verifyHmac([key], { path, query, token, kid: undefined })) return `key ${key.id}`
  }
  return 'KEYCDN_SECRET'
}

/** Holds one claim against the circumstances. */
async function findClaim(
  rule: Rule,
  claim: Claims,
  circumstances: Circumstances,
  text: string,
): Promise<Finding> {
  const failure = await attempt(() => assertClaims(claim, circumstances))
  return failure ? { mark: 'FAIL', rule, text: answer(failure) } : { mark: 'ok', rule, text }
}

function date(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString()} (${seconds})`
}

async function findClaims({ expire, start, ip }: Claims, circumstances: Circumstances): Promise<Finding[]> {
  const until = expire === undefined ? {} : { expire }
  const from = start === undefined ? {} : { start }
  const place = ip === undefined ? {} : { ip }
  const unknown = ip !== undefined && circumstances.address === undefined
  return [
    await findClaim('expire', until, circumstances, expire === undefined ? 'never' : `until ${date(expire)}`),
    await findClaim('start', from, circumstances, start === undefined ? 'at once' : `since ${date(start)}`),
    unknown
      ? { mark: 'note', rule: 'address', text: `not checked: ${ip} only; give --address` }
      : await findClaim('address', place, circumstances, ip === undefined ? 'any' : `within ${ip}`),
  ]
}

async function findOptions(wire: Wire): Promise<Finding> {
  const intent = await attempt(() => parseIntent(wire))
  if (intent instanceof Failure) return { mark: 'note', rule: 'options', text: answer(intent) }
  const text = intent ? formatIntent(intent) || 'the defaults' : 'none: the original'
  return { mark: 'ok', rule: 'options', text }
}

/**
 * Holds a URL against every rule, in the server's order and with its code. Rules after a broken wire form or a wrong
 * token are not looked at, since nothing vouches for what they would read.
 *
 * @param openKeyring called once the URL has told its scheme
 */
export async function findAll(
  url: string,
  circumstances: Circumstances,
  openKeyring: (scheme: Scheme, wire: Wire) => Promise<Keyring>,
): Promise<Finding[]> {
  const wire = await attempt(() => parseWire(url))
  if (wire instanceof Failure) return fail('url', wire)
  const canonical: Finding = { mark: 'ok', rule: 'url', text: 'canonical' }

  const { token = '' } = wire
  const scheme = schemeOf({ ...wire, token }, SCHEMES) ?? 'hmac'
  const keyring = await openKeyring(scheme, wire)
  const claims = await attempt(() => authenticate(wire, [scheme], keyring))
  if (claims instanceof Failure) return [canonical, ...fail('token', claims)]
  const text = `${scheme}, made with ${await signedBy(wire, token, keyring)}`

  const signed: Finding = { mark: 'ok', rule: 'token', text }
  return [canonical, signed, ...(await findClaims(claims, circumstances)), await findOptions(wire)]
}
