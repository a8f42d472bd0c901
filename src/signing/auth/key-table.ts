import * as v from 'valibot'
import { Failure, misconfigured } from '../../errors.ts'
import { PREFIX, PREFIX_FORM } from '../url/addresses.ts'
import type { ZoneRules } from '../url/intent.ts'
import { nearest, unknownName } from '../url/nearest.ts'
import { OPTIONS } from '../url/options.ts'
import { assertConsistent, withMandatory } from '../url/zone-rules.ts'
import type { KeyRules, PolicedZone } from './key-policy.ts'
import { OPERATIONS } from './policy.ts'
import type { ZoneScheme } from './schemes.ts'

const Count = v.pipe(v.number(), v.integer(), v.minValue(1))

/** Formats that a policy can list. `auto` is not an own format: it chooses one of these. */
const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'jxl'] as const

function list<const Item extends v.GenericSchema>(item: Item, doc: string) {
  return v.optional(
    v.pipe(
      v.array(item),
      v.minLength(1, 'expected at least one; without the field all are allowed'),
      v.description(doc),
    ),
  )
}

const Operation = v.pipe(
  v.string(),
  v.check(
    (name) => OPERATIONS.includes(name),
    ({ input }) =>
      Object.hasOwn(OPTIONS, input)
        ? `${input} limits access and is always allowed: leave it out`
        : unknownName('parameter', input, OPERATIONS),
  ),
)

/** Configuration table `[vars.keys.ID]`: a signing key's limits. */
export const KeyTable = v.strictObject({
  zones: list(v.string(), 'names of the zones in which the key may be used; other zones refuse it'),
  paths: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(PREFIX, PREFIX_FORM))),
      v.check(
        (places) => places.some((place) => place.startsWith('/')),
        'expected at least one path, such as /brand/: images have paths, not URLs',
      ),
      v.description(
        'where images, and overlays that the URL names, may lie: paths below the zone, and for overlays `https://host/path/`',
      ),
    ),
  ),
  operations: v.optional(
    v.pipe(
      v.array(Operation),
      v.description(
        'parameters that a URL may have, besides claims; list `original` to allow originals, also for URLs without parameters',
      ),
    ),
  ),
  max_width: v.optional(v.pipe(Count, v.description('maximum width in device pixels; no originals'))),
  max_height: v.optional(v.pipe(Count, v.description('maximum height in device pixels; no originals'))),
  formats: list(v.picklist(FORMATS), 'formats that an image may have; no originals'),
  max_lifetime: v.optional(
    v.pipe(Count, v.description('maximum seconds from now to `expire`, which a URL must have')),
  ),
  preset: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'preset that applies to every image, as if the zone listed it under `mandatory`; no originals',
      ),
    ),
  ),
})

/** Id of a key: a field name in `[vars.keys]`. */
export const KeyId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,32}$/, 'expected the id of a key: up to 32 letters, digits, _ and -'),
)

interface Zone extends PolicedZone {
  readonly schemes: readonly ZoneScheme[]
  readonly rules: ZoneRules
}

type Table = v.InferOutput<typeof KeyTable>

function assertZones(id: string, named: readonly string[], known: readonly string[]): void {
  const unknown = named.find((name) => !known.includes(name))
  if (unknown !== undefined) misconfigured(`keys.${id}.zones: ${unknownName('zone', unknown, known)}`)
}

/**
 * Checks that the preset of a key exists in every zone in which the key may be used, and that it
 * does not contradict the zone's mandatory presets.
 */
function assertPreset(id: string, preset: string, zones: readonly Zone[]): void {
  for (const { name, rules } of zones) {
    const presets = [...rules.presets.keys()]
    const meant = nearest(preset, presets)
    if (!presets.includes(preset))
      misconfigured(
        `keys.${id}.preset: zones.${name} has no preset ${preset}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      )
    try {
      assertConsistent(withMandatory(rules, preset))
    } catch (error) {
      misconfigured(`keys.${id}.preset: zones.${name}: ${error instanceof Failure ? error.message : error}`)
    }
  }
}

/**
 * Refuses a limited key that `SIGNING_KEYS` also lists under a second id. With the second id it
 * could sign without limits.
 */
function assertSingleId(limited: readonly string[], secret: string): void {
  const keys = secret.split(',').map((entry) => entry.split(':'))
  for (const [id = '', text] of keys) {
    const [same] = keys.find(([other, key]) => other !== id && key === text) ?? []
    if (limited.includes(id) && same !== undefined)
      misconfigured(`keys.${id}: the key is also that of ${same}: a limited key must have only one id`)
  }
}

/**
 * Reads the limits of keys.
 * @param zones all zones
 * @param secret the `SIGNING_KEYS` secret
 * @throws Failure misconfigured, whose reason names the field: a zone or a preset does not exist,
 *   or a key has two ids
 */
export function readKeyRules(
  tables: Readonly<Record<string, Table>>,
  zones: readonly Zone[],
  secret: string,
): readonly KeyRules[] {
  const names = zones.map(({ name }) => name)
  assertSingleId(Object.keys(tables), secret)
  return Object.entries(tables).map(([id, table]) => {
    const { zones: named = names, preset } = table
    assertZones(id, named, names)
    const inUse = zones.filter(({ name, schemes }) => schemes.includes('hmac') && named.includes(name))
    if (preset !== undefined) assertPreset(id, preset, inUse)
    return { id, ...table }
  })
}
