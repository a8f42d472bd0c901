import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { Failure } from '../../src/errors.ts'
import { addressOf } from '../../src/pages.ts'
import { derivePathKey, parsePathKeys } from '../../src/signing/auth/path-cipher.ts'
import { confirm, YES_FLAG } from '../ask.ts'
import { eachAtOnce } from '../at-once.ts'
import { attempt } from '../attempt.ts'
import { type Command, refuse } from '../command.ts'
import type { Fetch } from '../doctor/visit.ts'
import { type Sleep, sleep } from '../fetch-with-retry.ts'
import { INVOKE, NO_ZONES, START } from '../invocation.ts'
import { findSecret } from '../key-source.ts'
import { localOnlyNote } from '../local-stores.ts'
import { choosePlace, workerOf } from '../place.ts'
import { type Screen, showProgress } from '../progress.ts'
import { readProject, readZones } from '../project.ts'
import { projectArguments } from '../project-flags.ts'
import { nameOf, type ProjectIo, projectCommand } from '../project-place.ts'
import { isLocal } from '../target.ts'
import { synopsisOf } from '../verbs.ts'
import { withLocalBucket } from './local-bucket.ts'
import { type PageCounts, type PurgeBucket, purgeBucket } from './purge-bucket.ts'
import { type CacheZone, cacheZoneOf, purgeTags } from './purge-tags.ts'
import { declaredBucket, deployedPlace } from './remote-bucket.ts'
import { s3Bucket } from './s3-bucket.ts'
import { purgeByRequest } from './signed-purge.ts'
import { type FindPathKeys, imageAt, imagePath, type Target, zoneNamed } from './targets.ts'

const SPEC = {
  name: 'purge',
  does: 'Deletes cached images from the bucket of derivatives; copies in the Cache API end within `revalidate`.',
  verbs: {
    source: {
      about: 'purges images in all sizes: paths as in their URLs, or the URLs',
      argument: { name: 'PATH', about: 'path of an image as in its URL, or the URL', many: true },
    },
    zone: {
      about: 'purges all images of zones',
      argument: { name: 'NAME', about: 'name of a zone', many: true },
    },
  },
  flags: {
    local: { about: `purges the bucket of ${START}`, npm: true },
    remote: {
      about:
        'purges the deployed bucket; needs R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY and CLOUDFLARE_ACCOUNT_ID. With CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID it also purges the Cache API by tag',
    },
    url: { value: 'URL', about: 'base URL of a Worker: purges its tiered cache instead, by signed requests' },
    preview: { about: 'counts only, and deletes nothing' },
    yes: YES_FLAG,
  },
  places: ['local', 'remote', 'url'],
  moved: { source: 'source PATH…', zone: 'zone NAME…', dryRun: 'source PATH… --preview' },
  examples: [
    'source /photos/a.jpg --local',
    'source /photos/a.jpg /photos/b.jpg --remote',
    'zone images --remote --preview',
    'zone images --url https://img.example.com',
  ],
} as const

/** Maximum number of targets that are purged at the same time. Each target takes a few requests. */
const TARGETS_AT_ONCE = 8

/** The command's dependencies in addition to `Io`. */
export interface PurgeMeans {
  readonly fetch: Fetch
  readonly sleep: Sleep
  readonly screen: Screen
}

interface Deployment {
  /** Bucket of derivatives. `undefined` if the configuration declares none. */
  readonly bucket: PurgeBucket | undefined
  /** The bucket's name in messages. */
  readonly name: string
  /** Zone whose tags are purged. `undefined` if the environment has no token. */
  readonly cacheZone: CacheZone | undefined
}

async function openDeployment(
  { project, env }: ProjectIo,
  { fetch, sleep }: PurgeMeans,
): Promise<Deployment> {
  const tables = (await readProject(project))?.tables ?? {}
  const declared = declaredBucket(tables, project.shown)
  const cacheZone = cacheZoneOf(env)
  if (!declared && !cacheZone)
    refuse(
      `${project.shown}: there is no bucket with the binding ${BINDING}; set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID to purge the Cache API by tag, or change the generation of the zone`,
    )
  const place = declared && deployedPlace(declared, env, tables)
  return {
    bucket: place && s3Bucket({ ...place, fetch, sleep }),
    name: `the bucket ${declared?.bucket_name} at ${place?.shown} of ${workerOf(tables, project)}`,
    cacheZone,
  }
}

async function readPathKeys(local: boolean, io: ProjectIo): ReturnType<FindPathKeys> {
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
  { preview, screen, name }: { readonly preview: boolean; readonly screen: Screen; readonly name: string },
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
    purgeBucket(bucket, purged, names, { dryRun: preview, onPage }),
  ).finally(progress.end)
  const result = `${preview ? 'would delete' : 'deleted'} ${counted(deleted, 'cached image')} from ${name}`
  return deleted === 0 ? `${result}: none ${preview ? 'is' : 'was'} cached` : result
}

/** Returns the images or zones that a command purges, as a question names them. */
function textOf(verb: string, all: readonly string[]): string {
  return verb === 'source'
    ? `all sizes of ${counted(new Set(all).size, 'image')}`
    : `all images of the ${all.length > 1 ? 'zones' : 'zone'} ${all.join(', ')}`
}

/**
 * Creates the command `purge`.
 * @param means functions for requests, waiting and progress. Tests pass substitutes.
 */
export function makePurge(means: PurgeMeans): Command {
  return projectCommand(
    SPEC,
    async ({ verb, all, flags: { url, preview = false, yes, local, remote } }, io) => {
      const end = projectArguments(io.project.typed)
      const lineFor = (flags: string) => INVOKE.run('purge', `${synopsisOf(SPEC, verb)} ${flags}${end}`)
      const lines = { local: lineFor('--local'), remote: lineFor('--remote'), url: lineFor('--url URL') }
      const place = choosePlace({ local, remote, url }, lines)
      const [source, zone] = verb === 'source' ? [all, []] : [[], all]
      const what = textOf(verb, all)
      if (url !== undefined) {
        if (preview) refuse('--url goes without --preview')
        const read = await attempt(() => readZones(io.project, url))
        const config = read instanceof Failure ? undefined : read?.config
        for (const text of source) imagePath(text, config?.hosts)
        const plan = [`purges ${what} in the tiered cache of ${url}`]
        if (!isLocal(url)) await confirm({ plan, yes, line: lineFor('--url URL --yes') }, io)
        return purgeByRequest(url, { source, zone }, io, means.fetch, config)
      }
      const loaded = (await readZones(io.project)) ?? refuse(NO_ZONES)
      let pathKeys: ReturnType<FindPathKeys> | undefined
      const findPathKeys = () => {
        pathKeys ??= readPathKeys(place === 'local', io)
        return pathKeys
      }
      const images = await Promise.all(source.map((path) => imageAt(path, loaded, findPathKeys)))
      const named = [...images, ...zone.map((name) => zoneNamed(name, loaded))]
      const targets = [...new Map(named.map((target) => [target.tags[0], target])).values()]
      const how = { preview, screen: means.screen }
      if (place === 'local') {
        const name = `the local bucket of ${nameOf(io.project)}`
        io.out(await withLocalBucket(io.project, (bucket) => empty(bucket, targets, { ...how, name })))
        if (!preview) io.out(`copies in the Cache API are replaced ${endOf(targets, true)}`)
        const tables = (await readProject(io.project))?.tables ?? {}
        const store = { binding: BINDING, page: addressOf('docs/caching.md') }
        for (const note of localOnlyNote(tables, io.project, store)) io.err(note)
        return 0
      }

      const { bucket, cacheZone, name } = await openDeployment(io, means)
      const tags = [...new Set(targets.flatMap(({ tags }) => tags))]
      const tagged = `${counted(tags.length, 'tag')} of the Cache API of Cloudflare's zone ${cacheZone?.id}`
      const plan = [
        ...(bucket ? [`deletes ${what} from ${name}`] : []),
        ...(cacheZone ? [`purges ${tagged}`] : []),
      ]
      if (!preview) await confirm({ plan, yes, line: lineFor('--remote --yes') }, io)
      if (bucket) io.out(await empty(bucket, targets, { ...how, name }))
      const rest = cacheZone ? 'copies that the tags do not reach' : 'copies in the Cache API'
      if (!preview) io.out(`${rest} are replaced ${endOf(targets, bucket !== undefined)}`)
      if (!cacheZone) {
        io.err('with CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID the Cache API is purged by tag as well')
        return 0
      }
      // The purge by tag comes last. Otherwise a new request could be answered with a derivative
      // that is still in the bucket.
      if (!preview) await purgeTags(tags, cacheZone, means)
      io.out(`${preview ? 'would purge' : 'purged'} ${tagged}`)
      return 0
    },
  )
}

/** Deletes the derivatives of images and zones from the local or the deployed bucket. */
export const purge = makePurge({ fetch: globalThis.fetch, sleep, screen: process.stderr })
