import { join } from 'node:path'
import { getPlatformProxy } from 'wrangler'
import { openPath } from '../../src/auth/encrypted-path.ts'
import { BINDING } from '../../src/cache/r2-store.ts'
import { command, refuse } from '../../src/cli/command.ts'
import { type Loaded, readZones } from '../../src/cli/project.ts'
import type { Zone } from '../../src/config.ts'
import { sourceRules } from '../../src/source/kind.ts'
import { configuredSource } from '../../src/source/kinds.ts'
import { nearest } from '../../src/url/nearest.ts'
import { parseWire } from '../../src/url/wire.ts'
import { findZone } from '../../src/url/zones.ts'
import { QUIET } from '../quiet.ts'
import { type PurgeBucket, purgeBucket } from './purge-bucket.ts'

const SPEC = {
  name: 'purge',
  does: 'Deletes cached images from the local bucket of derivatives; copies in the Cache API end within `revalidate`.',
  flags: {
    source: { value: 'PATH', about: 'path of an image as in its URL, without query: all its sizes' },
    zone: { value: 'NAME', about: 'name of a zone: all its images' },
  },
  examples: ['--source /photos/a.jpg', '--zone images'],
} as const

function nameOf(zone: Zone, { config, env }: Loaded): (path: string) => string {
  return configuredSource(zone, env, sourceRules(config.limits, '', config.development)).nameOf
}

async function imageAt(path: string, loaded: Loaded): Promise<{ zone: Zone; name: string }> {
  if (!path.startsWith('/') || path.includes('?')) refuse(`--source must be a path as in a URL, got ${path}`)
  const found = findZone(loaded.config.zones, parseWire(`https://host.invalid${path}?token=x`).path)
  if (!found) return refuse(`--source: no zone has the path ${path}`)
  const { zones, keyring } = loaded.config
  const opened = await openPath(found.path, found.zone, zones, keyring.paths)
  return { zone: found.zone, name: nameOf(found.zone, loaded)(opened) }
}

function zoneNamed(name: string, { config: { zones } }: Loaded): Zone {
  const names = zones.map((zone) => zone.name)
  const meant = nearest(name, names)
  const hint = meant ? `did you mean ${meant}?` : `there are ${names.join(', ')}`
  return zones.find((zone) => zone.name === name) ?? refuse(`--zone: there is no zone ${name}; ${hint}`)
}

async function withBucket<T>(cwd: string, use: (bucket: PurgeBucket) => Promise<T>): Promise<T> {
  Object.assign(process.env, QUIET)
  const platform = await getPlatformProxy<Record<string, R2Bucket>>({
    configPath: join(cwd, 'wrangler.toml'),
  })
  try {
    const bucket = platform.env[BINDING]
    return await use(bucket ?? refuse(`wrangler.toml: there is no bucket with the binding ${BINDING}`))
  } finally {
    await platform.dispose()
  }
}

/** Deletes the derivatives of an image or a zone from the local bucket. */
export const purge = command(SPEC, async ({ flags: { source, zone: zoneName } }, { cwd, out }) => {
  if ((source === undefined) === (zoneName === undefined)) refuse('give either --source or --zone')
  const loaded = (await readZones(cwd)) ?? refuse('there is no wrangler.toml in this folder')
  const named = source === undefined ? undefined : await imageAt(source, loaded)
  const zone = named?.zone ?? zoneNamed(zoneName ?? '', loaded)
  const sources = nameOf(zone, loaded)('-').slice(0, -1)
  const deleted = await withBucket(cwd, (bucket) =>
    named ? purgeBucket(bucket, { source: named.name }) : purgeBucket(bucket, { zone: zone.name }, sources),
  )
  const rest = zone.immutable
    ? 'when they are stale, since the zone is immutable'
    : `within ${zone.revalidate} s`
  out(`deleted ${deleted} cached images; copies in the Cache API are made anew ${rest}`)
  return 0
})
