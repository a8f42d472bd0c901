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

function ok(rule: Rule, text: string): Finding {
  return { mark: 'ok', rule, text }
}

/** A rule that ends the examination. */
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

function date(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString()} (${seconds})`
}

async function findClaims({ expire, start, ip }: Claims, circumstances: Circumstances): Promise<Finding[]> {
  async function hold(rule: Rule, claim: Claims, text: string): Promise<Finding> {
    const failure = await attempt(() => assertClaims(claim, circumstances))
    return failure ? { mark: 'FAIL', rule, text: answer(failure) } : ok(rule, text)
  }
  async function findAddress(): Promise<Finding> {
    if (ip === undefined) return ok('address', 'any')
    if (circumstances.address !== undefined) return hold('address', { ip }, `within ${ip}`)
    return { mark: 'note', rule: 'address', text: `not checked: ${ip} only; give --address` }
  }
  return [
    expire === undefined ? ok('expire', 'never') : await hold('expire', { expire }, `until ${date(expire)}`),
    start === undefined ? ok('start', 'at once') : await hold('start', { start }, `since ${date(start)}`),
    await findAddress(),
  ]
}

async function findOptions(wire: Wire): Promise<Finding> {
  const intent = await attempt(() => parseIntent(wire))
  if (intent instanceof Failure) return { mark: 'note', rule: 'options', text: answer(intent) }
  return ok('options', intent ? formatIntent(intent) || 'the defaults' : 'none: the original')
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

  const { token = '' } = wire
  const scheme = schemeOf({ ...wire, token }, SCHEMES) ?? 'hmac'
  const keyring = await openKeyring(scheme, wire)
  const claims = await attempt(() => authenticate(wire, [scheme], keyring))
  if (claims instanceof Failure) return [ok('url', 'canonical'), ...fail('token', claims)]

  return [
    ok('url', 'canonical'),
    ok('token', `${scheme}, made with ${await signedBy(wire, token, keyring)}`),
    ...(await findClaims(claims, circumstances)),
    await findOptions(wire),
  ]
}
