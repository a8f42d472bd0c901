import * as v from 'valibot'
import { Failure } from '../errors.ts'
import type { Secrets } from '../signing/auth/open-keyring.ts'
import { FOREIGN_SCHEMES, secretsOf, ZONE_SCHEMES } from '../signing/auth/schemes.ts'
import { assertApart } from '../signing/auth/shared-key.ts'
import { ZONE_MODES } from '../signing/auth/unsigned.ts'
import { isAddress, PREFIX, PREFIX_FORM } from '../signing/url/addresses.ts'
import { CredentialsTable } from './source/credentials.ts'
import { kindOf, SOURCE_FORMS, SOURCE_FORMS_MARKDOWN } from './source/kinds.ts'

const Prefix = v.pipe(
  v.string(),
  v.regex(/^\/(?:[A-Za-z0-9\-._~]+\/)*$/, 'expected a path that starts and ends with /'),
  v.description('path under which the zone lies; the longest matching one wins'),
)

export const SourceText = v.pipe(
  v.string(),
  v.check((text) => kindOf(text) !== undefined, `expected ${SOURCE_FORMS}`),
  v.description(`where the originals are: ${SOURCE_FORMS_MARKDOWN}`),
)

const Seconds = v.pipe(v.number(), v.integer(), v.minValue(0))

function seconds(initial: number, doc: string) {
  return v.optional(v.pipe(Seconds, v.description(doc)), initial)
}

function flag(doc: string) {
  return v.optional(v.pipe(v.boolean(), v.description(doc)), false)
}

/** Stale entries are kept this long. */
const MAX_STALE_IF_ERROR = 86_400
const OWN_SECRETS: readonly string[] = [...ZONE_SCHEMES.flatMap(secretsOf), 'PATH_KEYS', 'MARK_KEYS']

/** The table `[vars.zones.NAME]` of the configuration. */
export const ZoneTable = v.strictObject({
  prefix: Prefix,
  source: SourceText,
  credentials: v.optional(
    v.pipe(
      CredentialsTable,
      v.check(
        ({ secret }) => !OWN_SECRETS.includes(secret),
        'the origin would learn a secret of URLs: give it one of its own',
      ),
      v.description('how the source knows the Worker: see [Credentials](#credentials)'),
    ),
  ),
  schemes: v.optional(
    v.pipe(
      v.array(v.picklist(ZONE_SCHEMES)),
      v.minLength(1),
      v.description(
        `kinds of token that are accepted: ${ZONE_SCHEMES.map((name) => `\`${name}\``).join(', ')}`,
      ),
    ),
    ['hmac'],
  ),
  legacy_until: v.optional(
    v.pipe(
      v.string(),
      // Compared, since a parser may take 31 February for 3 March.
      v.check((text) => new Date(text).toJSON()?.slice(0, 10) === text, 'expected a day such as 2027-03-01'),
      v.description('last day (UTC) of every kind of token but `hmac`, such as `2027-03-01`'),
    ),
  ),
  mode: v.optional(
    v.pipe(
      v.picklist(ZONE_MODES),
      v.description(
        '`report`: serves every URL without a token or with a wrong one, **to everybody**, and marks it in the log, see [Moving from unsigned URLs](migrate/unsigned.md)',
      ),
    ),
    'enforce',
  ),
  overlays: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(PREFIX, PREFIX_FORM))),
      v.description('where overlays may come from: paths below the zone, and `https://host/path/`'),
    ),
    ['/'],
  ),
  font: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => isAddress(text), 'expected a path that starts with /, or an https URL, of a font'),
      v.description(
        'TrueType or OpenType font of texts that name none: a path below the zone, or an https URL; it need not be among `overlays`',
      ),
    ),
  ),
  max_age: seconds(86_400, 'seconds that an image stays fresh where its source does not say'),
  revalidate: seconds(
    300,
    'seconds after which a cached image is checked against its source: the longest for which a replaced or deleted original is served',
  ),
  immutable: flag(
    'originals never change under their names: cached images are checked only when they are stale',
  ),
  stale_if_error: v.optional(
    v.pipe(
      Seconds,
      v.maxValue(MAX_STALE_IF_ERROR),
      v.description(
        'seconds after that check was due for which the cached image is served while the source times out, or answers 429 or 5xx; at most 86400',
      ),
    ),
    0,
  ),
  browser_max_age: seconds(
    3600,
    'most seconds for which browsers may keep an image, whatever its source says',
  ),
  generation: v.optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(String),
      v.regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/, 'expected up to 64 letters, digits, ., _ and -'),
      v.description('part of the key of cached images: change it, and all of them are made anew'),
    ),
    '',
  ),
  cors: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.regex(/^(?:\*|https?:\/\/[^/]+)$/, 'expected an origin such as https://example.com, or *'),
        ),
      ),
      v.description('origins whose scripts may read the images; `*` for all'),
    ),
    [],
  ),
  resource_policy: v.optional(
    v.pipe(
      v.picklist(['cross-origin', 'same-site', 'same-origin']),
      v.description('`cross-origin-resource-policy` of the answers'),
    ),
    'cross-origin',
  ),
  originals: v.optional(
    v.pipe(
      v.picklist(['implicit', 'explicit']),
      v.description(
        '`explicit`: only URLs with `original=1` get an original; without it, those without parameters do, too',
      ),
    ),
    'implicit',
  ),
  linear: flag(
    '`true`: the default of `linear` is 1, but for URLs with `gamma`, `filter=magic` or `filter=hqx`',
  ),
  animations: flag('`true`: the default of `animate` is 1 where the output may be WebP'),
  encrypted: flag(
    '`true`: URLs hide the path of the image, see [Encrypted paths](signing.md#encrypted-paths)',
  ),
  presets: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected a name of letters, digits, _ and -')),
        v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
      ),
      v.description(
        'parameters under a name, for `preset`; with `lock = true` a URL cannot change what it sets, with `lock = "all"` nothing of the picture',
      ),
    ),
    {},
  ),
  mandatory: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description(
        'presets that every image of the zone is made with, locked; the originals are not served',
      ),
    ),
    [],
  ),
})

interface NamedTable extends v.InferOutput<typeof ZoneTable> {
  readonly name: string
}

function misconfigured(reason: string): never {
  throw new Failure('misconfigured', undefined, reason)
}

/** Such tokens cover no parameter, so that their URLs could not ask for what they alone may ask for. */
export function assertOriginals(zones: readonly NamedTable[]): void {
  const zone = zones.find(
    ({ originals, schemes }) => originals === 'explicit' && schemes.includes('keycdn-access'),
  )
  if (zone)
    misconfigured(
      `zones.${zone.name}.originals: keycdn-access tokens cannot cover original=1; use "implicit"`,
    )
}

/** A zone must not accept tokens whose secret is not set, nor URLs that another zone would accept as well. */
function assertSchemes(zones: readonly NamedTable[], secrets: Secrets): void {
  for (const { name, schemes } of zones) {
    const unset = schemes.flatMap(secretsOf).find((secret) => !secrets[secret])
    if (unset) misconfigured(`zones.${name}.schemes: ${unset} is not set`)
  }
  for (const { name: scheme } of FOREIGN_SCHEMES.filter(({ coversPrefix }) => !coversPrefix)) {
    const [, second] = zones.filter(({ schemes }) => schemes.includes(scheme))
    if (second) misconfigured(`zones.${second.name}.schemes: only one zone may accept ${scheme}`)
  }
}

/** The translated URL of another service names its image. */
function assertEncrypted(zones: readonly NamedTable[], { PATH_KEYS, SIGNING_KEYS }: Secrets): void {
  for (const { name, schemes } of zones.filter(({ encrypted }) => encrypted)) {
    if (!PATH_KEYS) misconfigured(`zones.${name}.encrypted: PATH_KEYS is not set`)
    const foreign = FOREIGN_SCHEMES.find((scheme) => schemes.includes(scheme.name))
    if (foreign) misconfigured(`zones.${name}.encrypted: URLs of ${foreign.name} cannot hide a path`)
  }
  assertApart('PATH_KEYS', PATH_KEYS, { SIGNING_KEYS })
}

/** A preset that marks needs a key, which is used for nothing else. */
function assertMarks(
  zones: readonly Pick<NamedTable, 'name' | 'presets'>[],
  { MARK_KEYS, PATH_KEYS, SIGNING_KEYS }: Secrets,
): void {
  for (const { name, presets } of zones) {
    const [marking] = Object.entries(presets).find(([, { mark }]) => mark !== undefined) ?? []
    if (marking && !MARK_KEYS) misconfigured(`zones.${name}.presets.${marking}.mark: MARK_KEYS is not set`)
  }
  assertApart('MARK_KEYS', MARK_KEYS, { SIGNING_KEYS, PATH_KEYS })
}

/** What zones need of the secrets. */
export function assertSecrets(
  zones: readonly (NamedTable & Pick<v.InferOutput<typeof ZoneTable>, 'presets'>)[],
  secrets: Secrets,
): void {
  assertSchemes(zones, secrets)
  assertEncrypted(zones, secrets)
  assertMarks(zones, secrets)
}
