import * as v from 'valibot'
import { ZONE_SCHEMES } from './auth/schemes.ts'
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

/** The table `[vars.zones.NAME]` of the configuration. */
export const ZoneTable = v.strictObject({
  prefix: Prefix,
  source: SourceText,
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
  overlays: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.regex(
            /^(?:\/(?:[A-Za-z0-9\-._~]+\/)*|https:\/\/.+\/)$/,
            'expected a path that starts and ends with /, or https://host/path/',
          ),
        ),
      ),
      v.description('where overlays may come from: paths below the zone, and `https://host/path/`'),
    ),
    ['/'],
  ),
  max_age: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(0),
      v.description('seconds that an image stays fresh where its source does not say'),
    ),
    86_400,
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
