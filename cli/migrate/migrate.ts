import { Failure } from '../../src/errors.ts'
import { addressOf } from '../../src/pages.ts'
import { hmac, needsKid } from '../../src/signing/auth/hmac.ts'
import { parseBaseUrl } from '../../src/signing/sdk/base-url.ts'
import { encodePath, formatQuery } from '../../src/signing/url/canonical.ts'
import { parseIntent } from '../../src/signing/url/intent.ts'
import { formatWire, parseWire, type Wire } from '../../src/signing/url/wire.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import { attempt } from '../attempt.ts'
import { type Io, refuse } from '../command.ts'
import { START } from '../invocation.ts'
import { findKeyring } from '../key-source.ts'
import { once } from '../once.ts'
import { readZones } from '../project.ts'
import { type ProjectIo, projectCommand } from '../project-place.ts'
import { chooseKey } from '../signing-key.ts'
import { isLocal } from '../target.ts'
import { useServer } from '../used-server.ts'
import { isImageDelivery } from './cloudflare.ts'
import { type OldUrl, parseOldUrl } from './old-url.ts'
import { SERVICES, type Service } from './services.ts'

const NAMES = SERVICES.map(({ name }) => name)

const SPEC = {
  name: 'migrate',
  does: 'Translates URLs of another service to paths and queries of Signet, and lists the parts that have no counterpart.',
  argument: { name: 'URL', about: 'URL of the other service', many: true },
  flags: {
    from: { value: 'SERVICE', about: `one of ${NAMES.join(', ')}, if the URL alone does not show it` },
    source: { value: 'https://host/path/', about: 'source of the zone, which the URLs must lie in' },
    zonePrefix: { value: '/PATH/', initial: '/', about: 'prefix of the zone' },
    sign: { about: 'signs the new URLs' },
    signingKey: { value: 'KEY', about: 'key to sign with, in place of SIGNING_KEYS' },
    base: { value: 'URL', about: `origin of the server; default: the server that ${START} runs here` },
  },
  moved: { key: 'URL… --sign --signing-key KEY', prefix: 'URL… --zone-prefix /PATH/' },
  examples: ["'https://example.imgix.net/a.jpg?w=400'"],
} as const

function serviceOf(text: string, from: string | undefined): Service {
  const url = parseOldUrl(text)
  if (isImageDelivery(url))
    refuse(
      `URLs of Cloudflare Images have no path to translate, because they name an image by its id: export the originals to a bucket, make each variant a preset, and see ${addressOf('docs/migrate/cloudflare.md')}`,
    )
  const service = SERVICES.find(({ name, recognize }) =>
    from === undefined ? recognize(url) : name === from,
  )
  return service ?? refuse(`pass --from with one of ${NAMES.join(', ')}: no service is recognized in ${text}`)
}

function refusalOf(wire: Wire): readonly string[] {
  try {
    parseIntent(wire)
    return []
  } catch (error) {
    if (error instanceof Failure) return [error.message]
    throw error
  }
}

interface Settings {
  readonly from: string | undefined
  readonly source: string | undefined
  readonly prefix: string
  readonly origin: string
  /** `true` if the new URLs are signed. */
  readonly isSigning: boolean
}

/** Returns a note for an image on a host that the new URL does not contain. */
function hostNote(url: OldUrl, service: Service): readonly string[] {
  const [, host] = /^https?:\/\/([^/?#@\\]+)\//.exec(service.imageOf?.(url) ?? '') ?? []
  return host ? [`note: assumes source https://${host}/: pass --source if the zone has another`] : []
}

/** Returns the notes on a URL: its source, and what its owner can do with it. */
function notesOn(text: string, { from, source, isSigning }: Settings): readonly string[] {
  const url = parseOldUrl(text)
  const service = serviceOf(text, from)
  const refused = isSigning ? undefined : service.neverAccepted?.(url)
  return [
    ...(source === undefined ? hostNote(url, service) : []),
    ...(refused === undefined
      ? []
      : [`note: no zone accepts ${refused}: sign what is printed (--sign), and put it in their place`]),
  ]
}

function translate(
  text: string,
  { from, source, prefix, origin }: Settings,
): { wire: Wire; problems: readonly string[] } {
  const { path, parameters, problems } = serviceOf(text, from).translate(parseOldUrl(text), source)
  const query = formatQuery(parameters)
  const wire = parseWire(formatWire({ origin, path: prefix + encodePath(path), query, token: undefined }))
  return { wire, problems: problems.length > 0 ? problems : refusalOf(wire) }
}

async function print(
  text: string,
  settings: Settings,
  sign: (wire: Wire) => Promise<string>,
  io: Io,
): Promise<boolean> {
  try {
    const { wire, problems } = translate(text, settings)
    // A URL with untranslated parts is not signed. It could reveal more than the old URL, such as a
    // picture without its watermark.
    const whole = problems.length === 0
    for (const note of notesOn(text, settings)) io.err(note)
    io.out(whole ? await sign(wire) : formatWire({ ...wire, origin: '' }))
    for (const problem of problems) io.out(`  ${problem}`)
    return whole
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'misconfigured') throw error
    io.out(text)
    io.out(`  ${error.message}`)
    return false
  }
}

/** Returns a function that signs like the command `sign`, with the key that the zone takes. */
async function openSigner(
  origin: string,
  flag: string | undefined,
  io: ProjectIo,
): Promise<(wire: Wire) => Promise<string>> {
  const keyring = await findKeyring(hmac, { flag, local: isLocal(origin) }, io)
  const read = await attempt(() => readZones(io.project, origin))
  if (read instanceof Failure) io.err(`warning: ${read.message}`)
  const config = read instanceof Failure ? undefined : read?.config
  const [first] = keyring.hmac
  const claims = first && needsKid(keyring.hmac) ? { kid: first.id } : {}
  return async (wire) => {
    if (config && !findZone(config.zones, wire.path))
      refuse(`no zone has a prefix of ${wire.path}: name the zone's prefix with --zone-prefix`)
    const chosen = config ? chooseKey(wire, config, hmac, { keyring, claims: {} }) : { keyring, claims }
    return hmac.sign(wire, chosen.claims, chosen.keyring)
  }
}

/**
 * Translates other services' URLs. For each URL it prints the path and query for Signet, and a line
 * for each part without a counterpart. The exit code is 0 if every part has a counterpart.
 */
export const migrate = projectCommand(SPEC, async ({ all, flags }, io) => {
  const { from, source, zonePrefix: prefix } = flags
  if (from !== undefined && !NAMES.includes(from))
    return refuse(`--from must be one of ${NAMES.join(', ')}, got ${from}`)
  if (source !== undefined && !/^https:\/\/[^/]+\/(?:.*\/)?$/.test(source))
    return refuse(`--source must be https://host/path/, got ${source}`)
  if (!/^\/(?:.+\/)?$/.test(prefix)) return refuse(`--zone-prefix must start and end with /, got ${prefix}`)

  const used = flags.sign ? await useServer(flags.base ?? '/', io) : undefined
  const origin = parseBaseUrl(flags.base ?? used?.origin ?? 'http://127.0.0.1')
  const sign = used
    ? await openSigner(origin, flags.signingKey, used.io)
    : async (wire: Wire) => formatWire({ ...wire, origin: '' })
  let whole = true
  const noted = { ...io, err: once(io.err) }
  const settings = { from, source, prefix, origin, isSigning: used !== undefined }
  for (const url of all) whole = (await print(url, settings, sign, noted)) && whole
  return whole ? 0 : 1
})
