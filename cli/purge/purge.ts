import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { Failure } from '../../src/errors.ts'
import { derivePathKey, parsePathKeys } from '../../src/signing/auth/path-cipher.ts'
import { eachAtOnce } from '../at-once.ts'
import { attempt } from '../attempt.ts'
import { type Command, command, type Io, refuse } from '../command.ts'
import type { Fetch } from '../doctor/visit.ts'
import { type Sleep, sleep } from '../fetch-with-retry.ts'
import { NO_ZONES, START } from '../invocation.ts'
import { findSecret } from '../key-source.ts'
import { type Screen, showProgress } from '../progress.ts'
import { readProject, readZones } from '../project.ts'
import { withLocalBucket } from './local-bucket.ts'
import { type PageCounts, type PurgeBucket, purgeBucket } from './purge-bucket.ts'
import { type CacheZone, cacheZoneOf, purgeTags } from './purge-tags.ts'
import { declaredBucket, deployedPlace } from './remote-bucket.ts'
import { s3Bucket } from './s3-bucket.ts'
import { purgeByRequest } from './signed-purge.ts'
import { type FindPathKeys, imageAt, type Target, zoneNamed } from './targets.ts'

const SPEC = {
  name: 'purge',
  does: 'Deletes cached images from the bucket of derivatives; copies in the Cache API end within `revalidate`.',
  flags: {
    source: {
      value: 'PATH',
      many: true,
      about: 'path of an image as in its URL, or the URL: all its sizes; may be repeated',
    },
    zone: { value: 'NAME', many: true, about: 'name of a zone: all its images; may be repeated' },
    remote: {
      about: `purges the deployed bucket instead of that of ${START}; needs R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY and CLOUDFLARE_ACCOUNT_ID. With CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID it also purges the Cache API by tag`,
    },
    url: { value: 'URL', about: 'base URL of a Worker: purges its tiered cache instead, by signed requests' },
    dryRun: { about: 'counts only, and deletes nothing' },
  },
  examples: [
    '--source /photos/a.jpg',
    '--remote --source /photos/a.jpg --source /photos/b.jpg',
    '--zone images',
    '--zone images --url https://img.example.com',
  ],
} as const

/** Maximum number of targets that are purged at the same time. Each target takes a few requests. */
const TARGETS_AT_ONCE = 8

/** Dependencies of the command in addition to `Io`. */
export interface PurgeMeans {
  readonly fetch: Fetch
  readonly sleep: Sleep
  readonly screen: Screen
}

interface Deployment {
  /** Bucket of derivatives. `undefined` if `wrangler.toml` declares none. */
  readonly bucket: PurgeBucket | undefined
  /** Zone whose tags are purged. `undefined` if the environment has no token. */
  readonly cacheZone: CacheZone | undefined
}

async function openDeployment({ cwd, env }: Io, { fetch, sleep }: PurgeMeans): Promise<Deployment> {
  const tables = (await readProject(cwd))?.tables ?? {}
  const declared = declaredBucket(tables)
  const cacheZone = cacheZoneOf(env)
  if (!declared && !cacheZone)
    refuse(
      `wrangler.toml: there is no bucket with the binding ${BINDING}; set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID to purge the Cache API by tag, or change the generation of the zone`,
    )
  return {
    bucket: declared && s3Bucket({ ...deployedPlace(declared, env, tables), fetch, sleep }),
    cacheZone,
  }
}

async function readPathKeys(local: boolean, io: Io): ReturnType<FindPathKeys> {
  const secret = await findSecret('PATH_KEYS', { local }, io)
  return Promise.all(parsePathKeys(secret).map(derivePathKey))
}

/**
 * Formats the time after which the Cache API no longer delivers copies that the purge by tag did
 * not reach.
 */
function endOf(targets: readonly Target[], hasMark: boolean): string {
  const zones = targets.map(({ zone }) => zone)
  const fixed = new Set(zones.filter(({ immutable }) => immutable).map(({ name }) => name))
  const longest = Math.max(...zones.map(({ revalidate }) => revalidate))
  if (fixed.size > 0) {
    const named = fixed.size > 1 ? 'zones' : 'zone'
    return `when they are stale, since the ${named} ${[...fixed].join(', ')} ${fixed.size > 1 ? 'are' : 'is'} immutable`
  }
  return hasMark ? `within ${longest} s` : `once their originals have changed, within ${longest} s`
}

const counted = (number: number, thing: string) => `${number} ${thing}${number === 1 ? '' : 's'}`

async function empty(
  bucket: PurgeBucket,
  targets: readonly Target[],
  { dryRun, screen }: { readonly dryRun: boolean; readonly screen: Screen },
): Promise<string> {
  const progress = showProgress(screen)
  let listed = 0
  let deleted = 0
  const onPage = (page: PageCounts) => {
    listed += page.listed
    deleted += page.deleted
    progress.show(listed, `objects listed, ${deleted} of them chosen`)
  }
  await eachAtOnce(targets, TARGETS_AT_ONCE, ({ purged, names }) =>
    purgeBucket(bucket, purged, names, { dryRun, onPage }),
  ).finally(progress.end)
  return `${dryRun ? 'would delete' : 'deleted'} ${counted(deleted, 'cached image')}`
}

/**
 * Creates the command `purge`.
 * @param means functions for requests, waiting and progress. Tests pass substitutes.
 */
export function makePurge(means: PurgeMeans): Command {
  return command(SPEC, async ({ flags: { source = [], zone = [], remote, url, dryRun = false } }, io) => {
    if (source.length + zone.length === 0) refuse('give --source, --zone, or several of them')
    if (url !== undefined) {
      if (remote || dryRun) refuse('--url goes without --remote and --dry-run')
      const read = await attempt(() => readZones(io.cwd, url))
      const base = read instanceof Failure ? '' : read?.config.base
      return purgeByRequest(url, { source, zone }, io, means.fetch, base)
    }
    const loaded = (await readZones(io.cwd)) ?? refuse(NO_ZONES)
    let pathKeys: ReturnType<FindPathKeys> | undefined
    const findPathKeys = () => {
      pathKeys ??= readPathKeys(!remote, io)
      return pathKeys
    }
    const images = await Promise.all(source.map((path) => imageAt(path, loaded, findPathKeys)))
    const named = [...images, ...zone.map((name) => zoneNamed(name, loaded))]
    const targets = [...new Map(named.map((target) => [target.tags[0], target])).values()]
    const how = { dryRun, screen: means.screen }
    if (!remote) {
      io.out(await withLocalBucket(io.cwd, (bucket) => empty(bucket, targets, how)))
      if (!dryRun) io.out(`copies in the Cache API are replaced ${endOf(targets, true)}`)
      return 0
    }

    const { bucket, cacheZone } = await openDeployment(io, means)
    if (bucket) io.out(await empty(bucket, targets, how))
    const rest = cacheZone ? 'copies that the tags do not reach' : 'copies in the Cache API'
    if (!dryRun) io.out(`${rest} are replaced ${endOf(targets, bucket !== undefined)}`)
    if (!cacheZone) {
      io.err('with CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID the Cache API is purged by tag as well')
      return 0
    }
    const tags = [...new Set(targets.flatMap(({ tags }) => tags))]
    // The purge by tag comes last. Otherwise a new request could be answered with a derivative that
    // is still in the bucket.
    if (!dryRun) await purgeTags(tags, cacheZone, means)
    io.out(`${dryRun ? 'would purge' : 'purged'} ${counted(tags.length, 'tag')} of the Cache API`)
    return 0
  })
}

/** Deletes the derivatives of images and zones from the local or the deployed bucket. */
export const purge = makePurge({ fetch: globalThis.fetch, sleep, screen: process.stderr })
