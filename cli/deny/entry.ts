import type { Zone } from '../../src/edge/config.ts'
import { denialOf, denialOfToken } from '../../src/edge/gates/denial.ts'
import { Failure } from '../../src/errors.ts'
import { hmac } from '../../src/signing/auth/hmac.ts'
import { FOREIGN_SCHEMES } from '../../src/signing/auth/schemes.ts'
import { zoneKeyring } from '../../src/signing/auth/zone-keyring.ts'
import { parseWire, type Wire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import { attempt } from '../attempt.ts'
import { refuse } from '../command.ts'
import { INVOKE } from '../invocation.ts'
import { findKeyring } from '../key-source.ts'
import type { ProjectIo } from '../project-place.ts'

/** An entry in the deny list. */
export interface Entry {
  readonly hash: string
  /**
   * Unix time in seconds after which the URL has expired. It is only set if the token was verified.
   */
  readonly expire?: number | undefined
  /** `true` if the URL has an `expire`, but no available key verifies its token. */
  readonly unverified?: boolean
  /**
   * `false` if keys are available and none verifies the token. It is absent if there is no key, and
   * for arguments that contain no URL with a Signet token.
   */
  readonly verified?: boolean
}

/** Configuration and environment with which an argument is parsed. */
export interface EntryContext {
  /** The Worker's zones. Empty if they are not known. */
  readonly zones: readonly Zone[]
  readonly local: boolean
  readonly io: ProjectIo
}

const HASH = /^[0-9a-f]{64}$/
/** Matches a Signet token alone. */
const OWN_TOKEN = /^[A-Za-z0-9_-]{43}$/
/** Matches a Signet token (43 characters) or a KeyCDN token (22 characters). */
const TOKEN = /^(?:[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22})$/
const PLACE = 'https://host.invalid'

function parse(text: string, name: string): Wire {
  try {
    return parseWire(text.startsWith('/') ? PLACE + text : text)
  } catch (error) {
    // The failure's message is not shown, because it may quote the query, which contains a token.
    if (error instanceof Failure)
      return refuse(`${name} is no URL that the Worker accepts: see ${INVOKE.run('verify')}`)
    throw error
  }
}

/**
 * Returns `true` if the URL is signed in its path or query by the scheme of another service that
 * the zone accepts.
 */
function isForeign(wire: Wire, zones: readonly Zone[]): boolean {
  const zone = findZone(zones, wire.path)?.zone
  if (!zone) return false
  const request = { wire, rest: wire.path.slice(zone.prefix.length) }
  return FOREIGN_SCHEMES.some(({ name, recognize }) => zone.schemes.includes(name) && recognize(request))
}

/** Result of a token check. */
interface Checked {
  /** `false` if no available key verifies the token, `undefined` if no key is available. */
  readonly verified: boolean | undefined
  readonly expire?: number | undefined
}

/**
 * Checks a URL's token with the available keys. The URL's `expire` is only trusted if a key
 * verifies its token, because anybody can add an `expire` to a URL. The entry would then be removed
 * too early, and the real URL would work again.
 */
async function checkToken(wire: Wire, { zones, local, io }: EntryContext): Promise<Checked> {
  const { token } = wire
  if (token === undefined) return { verified: undefined }
  const keyring = await attempt(() => findKeyring(hmac, { local }, io, wire.signed.get('kid')))
  if (keyring instanceof Failure) return { verified: undefined }
  const zone = findZone(zones, wire.path)?.zone
  const usable = zone ? zoneKeyring(keyring, zone.policies) : keyring
  const read = await attempt(() => hmac.verify({ ...wire, token }, usable))
  if (read instanceof Failure) return { verified: OWN_TOKEN.test(token) ? false : undefined }
  return { verified: true, expire: read.claims.expire }
}

/**
 * Returns the deny list entry for an argument.
 * @param text a URL, a path with its query, a token, or the hash of an existing entry
 * @param name argument name. Messages contain this name, so that they do not contain tokens.
 * @throws Failure bad-parameter: the argument is none of these, or a URL without a signature
 */
export async function entryOf(text: string, name: string, context: EntryContext): Promise<Entry> {
  if (HASH.test(text)) return { hash: text }
  if (TOKEN.test(text)) return { hash: await denialOfToken(text) }
  if (!/^(?:https?:\/)?\//.test(text)) refuse(`${name} is no URL, path, token or entry`)
  const wire = parse(text, name)
  if (wire.token === undefined && !isForeign(wire, context.zones))
    refuse(`${name} has no token: put the whole URL into quotes`)
  const hash = await denialOf(wire)
  const { verified, expire } = await checkToken(wire, context)
  const known = { hash, ...(verified !== undefined && { verified }) }
  return wire.signed.has('expire') ? { ...known, expire, unverified: expire === undefined } : known
}
