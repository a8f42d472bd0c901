import { parseArgs } from 'node:util'
import { authenticate, type Keyring, SCHEMES, type Scheme } from '../auth/authenticate.ts'
import { importKey, signHmac } from '../auth/hmac.ts'
import { signKeycdnAccess, signKeycdnImage } from '../auth/keycdn.ts'
import { ERRORS, Failure } from '../errors.ts'
import { parseBaseUrl } from '../sdk/base-url.ts'
import { parseDuration } from '../sdk/duration.ts'
import { formatQuery } from '../url/canonical.ts'
import { parseIntent } from '../url/intent.ts'
import type { Options } from '../url/options.ts'
import { formatOptions, parseOptions } from '../url/parameters.ts'
import { formatWire, parseWire, type Wire } from '../url/wire.ts'
import { command, only, refuse } from './command.ts'
import { findSecret, parseHmacKeys } from './key-source.ts'
import { parseTarget } from './target.ts'

const USAGE =
  "sign '/PATH?QUERY' [--expire 10m|UNIX] [--start UNIX] [--ip CIDR] [--kid ID] " +
  `[--scheme ${SCHEMES.join('|')}] [--key KEY] [--base URL]`

type Claims = Pick<Options, 'expire' | 'start' | 'ip' | 'kid'>

interface Signed {
  readonly url: string
  readonly keyring: Keyring
}

type Sign = (wire: Wire, claims: Claims, secret: string) => Promise<Signed> | Signed

function expiry(text: string, now: number): string {
  const duration = parseDuration(text)
  if (duration !== undefined) return String(now + duration)
  if (/^[0-9]+$/.test(text)) return text
  return refuse(`--expire=${text}: expected Unix time, or a duration such as 10m, 24h or 7d`)
}

function parseClaims(flags: Readonly<Record<string, string | undefined>>, now: number): Claims {
  const claims = new Map<string, string>()
  for (const name of ['expire', 'start', 'ip', 'kid']) {
    const text = flags[name]
    if (text !== undefined) claims.set(name, name === 'expire' ? expiry(text, now) : text)
  }
  return parseOptions(claims)
}

function assertNone(scheme: Scheme, claims: Claims): void {
  const [name] = Object.keys(claims)
  if (name !== undefined) refuse(`--${name}: a ${scheme} token cannot carry it; sign with --scheme hmac`)
}

const SIGN: Record<Scheme, Sign> = {
  async hmac({ origin, path, query: asked, signed }, claims, secret) {
    const twice = Object.keys(claims).find((name) => signed.has(name))
    if (twice) return refuse(`--${twice}: the query has ${twice} already`)
    const keys = parseHmacKeys(secret, claims.kid)
    const key = keys.find(({ id }) => id === (claims.kid ?? keys[0].id))
    if (!key) return refuse(`--kid=${claims.kid}: expected one of ${keys.map(({ id }) => id).join(', ')}`)
    const query = [asked, formatQuery(formatOptions(claims))].filter((part) => part !== '').join('&')
    const imported = await importKey(key.id, key.bytes)
    const url = formatWire({ origin, path, query, token: await signHmac(imported, path, query) })
    return { url, keyring: { hmac: [imported], keycdn: undefined } }
  },

  'keycdn-image'({ origin, path, query }, claims, secret) {
    assertNone('keycdn-image', claims)
    // The token would be that of another image, too, with the rest of the path as its query.
    if (path.includes('=')) refuse(`${path}: a keycdn-image token cannot cover a path with =`)
    const url = formatWire({ origin, path, query, token: signKeycdnImage(secret, path, query) })
    return { url, keyring: { hmac: [], keycdn: secret } }
  },

  'keycdn-access'({ origin, path, query }, { expire, ...rest }, secret) {
    assertNone('keycdn-access', rest)
    if (expire === undefined) return refuse('--expire: a keycdn-access token needs it')
    if (query !== '') refuse(`${query}: a keycdn-access token covers no parameters; sign with --scheme hmac`)
    const token = signKeycdnAccess(secret, path, String(expire))
    const url = `${formatWire({ origin, path, query, token })}&expire=${expire}`
    return { url, keyring: { hmac: [], keycdn: secret } }
  },
}

/** What the server would answer instead of an image, read with the server's own code. */
async function refusal({ url, keyring }: Signed, scheme: Scheme): Promise<string | undefined> {
  try {
    const wire = parseWire(url)
    await authenticate(wire, [scheme], keyring)
    parseIntent(wire)
    return undefined
  } catch (error) {
    if (error instanceof Failure) return `${ERRORS[error.code].status}, ${error.message}`
    throw error
  }
}

/** Signs a path and query just as they are given, and prints the URL. */
export const sign = command(USAGE, async (args, io) => {
  const text = { type: 'string' } as const
  const options = { expire: text, start: text, ip: text, kid: text, scheme: text, key: text, base: text }
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const scheme = SCHEMES.find((name) => name === (values.scheme ?? 'hmac'))
  if (!scheme) return refuse(`--scheme=${values.scheme}: expected one of ${SCHEMES.join(', ')}`)

  const claims = parseClaims(values, io.now())
  const origin = parseBaseUrl(values.base ?? 'http://127.0.0.1:8787')
  const wire = parseTarget(origin, only(positionals, `one path with its query: ${USAGE}`))

  const signed = await SIGN[scheme](wire, claims, await findSecret(scheme, values.key, io))
  const answer = await refusal(signed, scheme)
  if (answer !== undefined) io.err(`warning: the server will answer ${answer}`)
  io.out(signed.url)
  return 0
})
