import { ERRORS, Failure } from '../src/errors.ts'
import type { Keyring } from '../src/signing/auth/keyring.ts'
import type { SignerClaims } from '../src/signing/auth/scheme.ts'
import { type AnyScheme, SCHEME_NAMES, SCHEMES } from '../src/signing/auth/schemes.ts'
import { secretsOf } from '../src/signing/auth/secrets.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { parseOptions } from '../src/signing/url/parameters.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { fullSizeWarning, originalWarning } from './asked-original.ts'
import { attempt } from './attempt.ts'
import { srcsetOf, withCandidates } from './candidates.ts'
import { check } from './check/check.ts'
import { type Io, refuse } from './command.ts'
import { withEncryptedPath } from './encrypt.ts'
import { expiryText } from './expiry-text.ts'
import { KEY_FLAG, KEY_MOVED } from './flags.ts'
import { INVOKE, START } from './invocation.ts'
import { findKeyring } from './key-source.ts'
import { MOMENT, parseMoment } from './moment.ts'
import { assertNoEntities } from './pasted.ts'
import { type Loaded, readZones } from './project.ts'
import { projectCommand } from './project-place.ts'
import { chooseKey } from './signing-key.ts'
import { isLocal, parseTarget } from './target.ts'
import { useServer } from './used-server.ts'

const SPEC = {
  name: 'sign',
  does: 'Signs a URL and prints it.',
  argument: {
    name: 'URL',
    about: "a path with its query, such as '/a.jpg?width=400', or a full URL; in quotes",
    unsigned: true,
  },
  flags: {
    expiry: { value: 'WHEN', about: `last second at which it is valid: ${MOMENT}` },
    start: { value: 'WHEN', about: 'first second at which it is valid, in the same forms' },
    ip: { value: 'CIDR', about: 'address or network that may use it' },
    widths: { value: 'LIST', about: 'widths that w may choose without another signature: 320,640,1280' },
    dprs: { value: 'LIST', about: 'ratios that dpr may choose without another signature: 1,2' },
    srcset: { about: 'prints the value of a srcset attribute, with all of --widths or --dprs' },
    encrypt: { about: 'hides the path, for a zone with encrypted = true; takes PATH_KEYS like SIGNING_KEYS' },
    kid: {
      value: 'ID',
      about: 'signs with this key, and names it in the URL; default: the first that the zone takes',
    },
    scheme: { value: 'NAME', initial: 'hmac', about: `kind of token: ${SCHEME_NAMES.join(', ')}` },
    signingKey: KEY_FLAG,
    base: { value: 'URL', about: `origin for a path; default: the server that ${START} runs here` },
  },
  moved: { ...KEY_MOVED, expire: 'URL --expiry WHEN', expires: 'URL --expiry WHEN' },
  examples: [
    "'/samples/landscape.jpg?width=400&format=webp' --expiry 10m",
    "'https://img.example.com/a.jpg?format=auto' --widths 320,640,1280 --srcset",
  ],
} as const

function parseClaims(flags: Readonly<Record<string, unknown>>, now: number): SignerClaims {
  const claims = new Map<string, string>()
  const { expiry, start } = flags
  if (typeof expiry === 'string') claims.set('expire', String(parseMoment('--expiry', expiry, now)))
  if (typeof start === 'string') claims.set('start', String(parseMoment('--start', start, now)))
  for (const name of ['ip', 'kid']) {
    const text = flags[name]
    if (typeof text === 'string') claims.set(name, text)
  }
  return parseOptions(claims)
}

/** Rules that a URL may fail now and pass later, or for another client. */
const PASSING_RULES: readonly string[] = ['start', 'address']

/**
 * Prints a warning if the server would refuse the URL now and later, for every client. Otherwise
 * warns of a URL that delivers the original without naming it, or the full size without `w`.
 * @param plain path and query before the signature; `undefined` if the token does not cover the
 * query
 * @throws Failure as in `originalWarning`
 */
async function warn(
  url: string,
  plain: Wire | undefined,
  read: Loaded | Failure | undefined,
  keyring: Keyring,
  io: Io,
): Promise<void> {
  if (read instanceof Failure) io.err(`warning: ${read.message}`)
  const checked = await check(url, {
    now: io.now(),
    address: undefined,
    loaded: read instanceof Failure ? undefined : read,
    openKeyring: async () => keyring,
  })
  const large = plain && (originalWarning(plain, checked) ?? fullSizeWarning(plain, checked))
  const { failed } = checked
  const isRefused = failed !== undefined && !PASSING_RULES.includes(failed.rule)
  if (large !== undefined && !isRefused) io.err(large)
  if (isRefused)
    io.err(`warning: the server will answer ${ERRORS[failed.failure.code].status}, ${failed.failure.message}`)
}

/**
 * Returns a note if a URL has no expiry and `npm run` runs the command. npm 11 drops `--expire`
 * without a trace.
 */
const lostFlag = (expire: string | undefined, { npm_lifecycle_event }: Io['env']): readonly string[] =>
  expire === undefined && npm_lifecycle_event === SPEC.name
    ? [`note: npm run drops flags that stand before --: type ${INVOKE.run(SPEC.name, 'URL --expiry WHEN')}`]
    : []

/**
 * Returns the expiry of a signed URL and the key that signed it, a line each. They show a flag that
 * was lost on the way, such as `--expiry`.
 */
function effectOf(
  url: string,
  scheme: AnyScheme,
  { hmac: keys }: Keyring,
  { now, env }: Io,
): readonly string[] {
  const { signed, free } = parseWire(url)
  const kid = signed.get('kid')
  const key = keys.find(({ id }) => kid === undefined || id === kid)
  const name = scheme.name === 'hmac' ? key?.id : secretsOf(scheme.name).join(' and ')
  const typed = signed.get('expire') ?? free.get('expire')
  const expire = OPTIONS.expire.parse(typed ?? '')
  const expiry =
    typed !== undefined && expire === undefined
      ? `not valid: expire=${typed} is no Unix time; leave it out of the URL, and write --expiry ${typed}`
      : expiryText(expire, now())
  return [`expires: ${expiry}`, `key: ${name}`, ...lostFlag(typed, env)]
}

/** Signs a path and query, or a URL. Prints the signed URL or a `srcset`. */
export const sign = projectCommand(SPEC, async ({ argument, flags }, given) => {
  const { scheme: schemeName, widths, dprs, srcset, encrypt } = flags
  const scheme = SCHEMES.find(({ name }) => name === schemeName)
  if (!scheme) return refuse(`--scheme must be one of ${SCHEME_NAMES.join(', ')}, got ${schemeName}`)
  assertNoEntities(argument)
  const claims = parseClaims(flags, given.now())
  const { origin, io, assumed } = await useServer(flags.base ?? argument, given)
  const target = parseTarget(argument, flags.base, origin)
  const plain = withCandidates(target.wire, { widths, dprs })
  const wire = encrypt ? await withEncryptedPath(plain, io) : plain

  const keyring = await findKeyring(
    scheme,
    { flag: flags.signingKey, local: isLocal(wire.origin) },
    io,
    claims.kid,
  )
  const read = await attempt(() => readZones(io.project, wire.origin))
  const config = read instanceof Failure ? undefined : read?.config
  const chosen = chooseKey(wire, config, scheme, { keyring, claims })
  const url = await scheme.sign(wire, chosen.claims, chosen.keyring)
  const printed = srcset ? srcsetOf(url) : url
  if (target.respelt !== undefined) io.err(`note: signed in the canonical spelling: ${target.respelt}`)
  await warn(url, scheme.coversParameters ? plain : undefined, read, keyring, io)
  for (const line of effectOf(url, scheme, chosen.keyring, io)) io.err(line)
  if (assumed !== undefined) io.err(assumed)
  io.out(printed)
  return 0
})
