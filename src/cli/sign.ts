import { parseArgs } from 'node:util'
import { authenticate } from '../auth/authenticate.ts'
import type { Keyring } from '../auth/keyring.ts'
import type { SignerClaims } from '../auth/scheme.ts'
import { SCHEME_NAMES, SCHEMES, type SchemeName } from '../auth/schemes.ts'
import { ERRORS, Failure } from '../errors.ts'
import { parseBaseUrl } from '../sdk/base-url.ts'
import { parseDuration } from '../sdk/duration.ts'
import { parseIntent } from '../url/intent.ts'
import { parseOptions } from '../url/parameters.ts'
import { parseWire } from '../url/wire.ts'
import { command, only, refuse } from './command.ts'
import { findKeyring } from './key-source.ts'
import { parseTarget } from './target.ts'

const USAGE =
  "sign '/PATH?QUERY' [--expire 10m|UNIX] [--start UNIX] [--ip CIDR] [--kid ID] " +
  `[--scheme ${SCHEME_NAMES.join('|')}] [--key KEY] [--base URL]`

function parseExpiry(text: string, now: number): string {
  const duration = parseDuration(text)
  if (duration !== undefined) return String(now + duration)
  if (/^[0-9]+$/.test(text)) return text
  return refuse(`--expire must be Unix time, or a duration such as 10m, 24h or 7d, got ${text}`)
}

function parseClaims(flags: Readonly<Record<string, string | undefined>>, now: number): SignerClaims {
  const claims = new Map<string, string>()
  for (const name of ['expire', 'start', 'ip', 'kid']) {
    const text = flags[name]
    if (text !== undefined) claims.set(name, name === 'expire' ? parseExpiry(text, now) : text)
  }
  return parseOptions(claims)
}

async function findRefusal(url: string, scheme: SchemeName, keyring: Keyring): Promise<string | undefined> {
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
  const scheme = SCHEMES.find(({ name }) => name === (values.scheme ?? 'hmac'))
  if (!scheme) return refuse(`--scheme must be one of ${SCHEME_NAMES.join(', ')}, got ${values.scheme}`)

  const claims = parseClaims(values, io.now())
  const origin = parseBaseUrl(values.base ?? 'http://127.0.0.1:8787')
  const wire = parseTarget(origin, only(positionals, `one path with its query: ${USAGE}`))

  const keyring = await findKeyring(scheme, values.key, io, claims.kid)
  const url = await scheme.sign(wire, claims, keyring)
  const refusal = await findRefusal(url, scheme.name, keyring)
  if (refusal !== undefined) io.err(`warning: the server will answer ${refusal}`)
  io.out(url)
  return 0
})
