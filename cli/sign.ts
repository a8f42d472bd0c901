import { Failure } from '../src/errors.ts'
import type { Keyring } from '../src/signing/auth/keyring.ts'
import type { SignerClaims } from '../src/signing/auth/scheme.ts'
import { type AnyScheme, SCHEME_NAMES, SCHEMES } from '../src/signing/auth/schemes.ts'
import { secretsOf } from '../src/signing/auth/secrets.ts'
import { OPTIONS } from '../src/signing/url/options.ts'
import { parseOptions } from '../src/signing/url/parameters.ts'
import { parseWire, type Wire } from '../src/signing/url/wire.ts'
import { assertOriginalNamed, fullSizeWarning, originalWarning } from './asked-original.ts'
import { attempt } from './attempt.ts'
import { srcsetOf, withCandidates } from './candidates.ts'
import { check } from './check/check.ts'
import type { Server } from './check/server.ts'
import { type Io, refuse } from './command.ts'
import { withEncryptedPath } from './encrypt.ts'
import { expiryText } from './expiry-text.ts'
import { KEY_FLAG, KEY_MOVED } from './flags.ts'
import { INVOKE, START } from './invocation.ts'
import { findKeyring } from './key-source.ts'
import { MOMENT, parseMoment } from './moment.ts'
import { assertNoEntities } from './pasted.ts'
import { readZones } from './project.ts'
import { projectCommand } from './project-place.ts'
import { refusalsOf, refusalText } from './refusals.ts'
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
    force: { about: 'signs even a URL that the server would refuse', npm: true },
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

/** A URL before and after it was signed, and the function that signs. */
interface Signing {
  readonly wire: Wire
  readonly url: string
  /** Path and query before the signature. `undefined` if the token does not cover the query. */
  readonly plain: Wire | undefined
  readonly sign: (wire: Wire) => Promise<string>
  readonly force: boolean
}

/** Warnings about a URL, and the reasons for which the server would refuse it. */
interface Judged {
  readonly warnings: readonly string[]
  readonly refusals: readonly Failure[]
}

/**
 * Returns every reason for which the server would refuse a URL now and later, for every client. If
 * there is none, returns a warning for a URL that delivers the original without naming it, or the
 * full size without `w`.
 * @throws Failure as in `assertOriginalNamed`, unless the URL is signed by force
 */
async function judge({ wire, url, plain, sign, force }: Signing, server: Server): Promise<Judged> {
  const checked = await check(url, server)
  if (plain && !force) assertOriginalNamed(plain, checked)
  const refusals = await refusalsOf(wire, checked, async (rest) => {
    const signed = await attempt(() => sign(rest))
    return signed instanceof Failure ? undefined : check(signed, server)
  })
  const large = plain && (originalWarning(plain, checked) ?? fullSizeWarning(plain, checked))
  return { warnings: large !== undefined && refusals.length === 0 ? [large] : [], refusals }
}

const FORCE_HINT = 'nothing was signed: correct the URL, or sign it all the same with --force'

/**
 * Returns a note if a URL has no expiry and `npm run` runs the command. npm 11 drops `--expire`
 * without a trace.
 */
const lostFlag = (expire: string | undefined, { npm_lifecycle_event }: Io['env']): readonly string[] =>
  expire === undefined && npm_lifecycle_event === SPEC.name
    ? [`note: npm run drops flags that stand before --: type ${INVOKE.run(SPEC.name, 'URL --expiry WHEN')}`]
    : []

/** Returns a line for a URL whose `expire` is no Unix time, such as `expire=10m`. */
function misplacedExpiry(url: string): readonly string[] {
  const typed = parseWire(url).signed.get('expire')
  return typed === undefined || OPTIONS.expire.parse(typed) !== undefined
    ? []
    : [
        `expires: not valid: expire=${typed} is no Unix time; leave it out of the URL, and write --expiry ${typed}`,
      ]
}

/**
 * Returns a signed URL's expiry and the key that signed it, a line each. They show a flag that was
 * lost on the way, such as `--expiry`.
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
  const expires = `expires: ${expiryText(OPTIONS.expire.parse(typed ?? ''), now())}`
  const [expiry = expires] = misplacedExpiry(url)
  return [expiry, `key: ${name}`, ...lostFlag(typed, env)]
}

/**
 * Signs a path and query, or a URL. Prints the signed URL or a `srcset`. A URL that the server
 * would refuse is only signed by force. Otherwise the command prints its faults, and the exit code
 * is 1.
 */
export const sign = projectCommand(SPEC, async ({ argument, flags }, given) => {
  const { scheme: schemeName, widths, dprs, srcset, encrypt, force = false } = flags
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
  const read = await attempt(() => readZones(io.project, wire.origin, io.env))
  const loaded = read instanceof Failure ? undefined : read
  const chosen = chooseKey(wire, loaded?.config, scheme, { keyring, claims })
  const signWire = (each: Wire) => scheme.sign(each, chosen.claims, chosen.keyring)
  const url = await signWire(wire)
  const printed = srcset ? srcsetOf(url) : url
  const covered = scheme.coversParameters ? plain : undefined
  const judged = await judge(
    { wire, url, plain: covered, sign: signWire, force },
    { now: io.now(), address: undefined, loaded, openKeyring: async () => keyring },
  )
  const refusals = read instanceof Failure ? [read, ...judged.refusals] : judged.refusals
  if (refusals.length > 0 && !force) {
    const faults = [...refusals.map(refusalText), ...misplacedExpiry(url)]
    for (const line of [...faults, FORCE_HINT]) io.err(line)
    return 1
  }
  if (target.respelt !== undefined) io.err(`note: signed in the canonical spelling: ${target.respelt}`)
  for (const warning of [
    ...refusals.map((refusal) => `warning: ${refusalText(refusal)}`),
    ...judged.warnings,
  ])
    io.err(warning)
  for (const line of effectOf(url, scheme, chosen.keyring, io)) io.err(line)
  if (assumed !== undefined) io.err(assumed)
  io.out(printed)
  return 0
})
