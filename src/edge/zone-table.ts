import * as v from 'valibot'
import { withFields } from '../engine/options/own.ts'
import { ZONE_SCHEMES } from '../signing/auth/schemes.ts'
import { SECRET_NAMES } from '../signing/auth/secrets.ts'
import { ZONE_MODES } from '../signing/auth/unsigned.ts'
import { isAddress, PREFIX, PREFIX_FORM } from '../signing/url/addresses.ts'
import { OPTIONS } from '../signing/url/options.ts'
import { AutoFormats } from './auto-formats.ts'
import { KEPT_AFTER } from './cache/tier.ts'
import { CredentialsTable } from './source/credentials.ts'
import { kindOf, SOURCE_FORMS, SOURCE_FORMS_MARKDOWN } from './source/kinds.ts'

const Prefix = v.pipe(
  v.string(),
  v.regex(/^\/(?:[A-Za-z0-9\-._~]+\/)*$/, 'expected a path that starts and ends with /'),
  v.description('path prefix of the zone; of several that match, the longest wins'),
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

/** Field with a default number, within the bounds of the parameter that has the same name. */
function numberOf(name: 'autoquality' | 'max_bytes', doc: string) {
  const { expects } = OPTIONS[name]
  const isValid = (value: number) => OPTIONS[name].parse(String(value)) === value
  return v.optional(v.pipe(v.number(), v.check(isValid, `expected ${expects}`), v.description(doc)))
}

/** Table `[vars.zones.NAME]` of the configuration. */
export const ZoneTable = v.strictObject({
  prefix: Prefix,
  source: SourceText,
  credentials: v.optional(
    v.pipe(
      CredentialsTable,
      v.check(
        ({ secret }) => !SECRET_NAMES.some((name) => name === secret),
        'the origin would learn a secret that signs URLs: use a separate one',
      ),
      v.description('credentials of the Worker at the source, see [Credentials](sources.md#credentials)'),
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
      // The parsed day is formatted again and compared, because a parser may read 31 February as 3
      // March.
      v.check((text) => new Date(text).toJSON()?.slice(0, 10) === text, 'expected a day such as 2027-03-01'),
      v.description('last day (UTC) on which tokens other than `hmac` are accepted, such as `2027-03-01`'),
    ),
  ),
  mode: v.optional(
    v.pipe(
      v.picklist(ZONE_MODES),
      v.description(
        '`report`: URLs without a token or with a wrong one are served, too, **to everybody**, and are marked in the log; see [Moving from unsigned URLs](migrate/unsigned.md)',
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
      v.check((text) => isAddress(text), 'expected the path of a font, which starts with /, or an https URL'),
      v.description(
        'default font of texts (TrueType or OpenType): a path below the zone, or an https URL; it need not be among `overlays`',
      ),
    ),
  ),
  max_age: seconds(86_400, 'seconds that an image stays fresh if its source does not say'),
  revalidate: seconds(
    300,
    'seconds after which a cached image is checked against its source; a replaced or deleted original is served for at most this long',
  ),
  immutable: flag(
    '`true`: originals never change under their names, so that cached images are checked only when they are stale',
  ),
  stale_if_error: v.optional(
    v.pipe(
      Seconds,
      v.maxValue(KEPT_AFTER),
      v.description(
        `seconds for which a cached image is still served after its check was due, while the source times out, or answers 429 or 5xx; at most ${KEPT_AFTER}`,
      ),
    ),
    0,
  ),
  browser_max_age: seconds(
    3600,
    'maximum seconds for which browsers may keep an image, whatever its source says',
  ),
  generation: v.optional(
    v.pipe(
      v.union([v.string(), v.number()]),
      v.transform(String),
      v.regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/, 'expected up to 64 letters, digits, ., _ and -'),
      v.description('part of the keys of cached images; after a change, all images are made anew'),
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
        '`explicit`: only URLs with `original=1` get an original; `implicit`: URLs without parameters get it, too',
      ),
    ),
    'implicit',
  ),
  linear: flag(
    '`true`: the default of `linear` is 1, except for URLs with `gamma`, `filter=magic` or `filter=hqx`',
  ),
  auto: AutoFormats,
  animations: flag('`true`: the default of `animate` is 1 if the output may be WebP'),
  progressive: flag('`true`: the default of `progressive` is 1 where the output is a JPEG'),
  autoquality: numberOf(
    'autoquality',
    'default of `autoquality` for URLs without `quality`, where the output is a lossy JPEG or WebP of one frame',
  ),
  max_bytes: numberOf(
    'max_bytes',
    'default of `max_bytes`, where the output is lossy and of one frame; a PNG and an animation have no limit',
  ),
  encrypted: flag('`true`: URLs hide the path of the image, see [Encrypted paths](encrypted-paths.md)'),
  presets: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected a name of letters, digits, _ and -')),
        v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
      ),
      v.description(
        'named sets of parameters, for `preset`; with `lock = true` a URL cannot change the parameters that a preset sets, with `lock = "all"` it cannot change the picture in any way',
      ),
    ),
    {},
  ),
  mandatory: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description(
        'presets that are applied to every image of the zone, and locked; the originals are not served',
      ),
    ),
    [],
  ),
})

/** Reads the table of a zone, with the defaults of all other fields. Throws if a field is wrong. */
export const readZone = (fields: object): v.InferOutput<typeof ZoneTable> =>
  v.parse(ZoneTable, withFields(ZoneTable, fields))
