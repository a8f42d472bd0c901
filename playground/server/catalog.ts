import * as v from 'valibot'
import type { Zone } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { isDecodable } from '../../src/engine/formats/codecs.ts'
import { encodePath, formatQuery } from '../../src/signing/url/canonical.ts'
import { formatOptions } from '../../src/signing/url/parameters.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import type { Catalog, CatalogPicture, CatalogZone } from '../protocol.ts'
import { jsonResponse, readJson } from './answer.ts'
import { type LocalBucket, localBucket } from './bucket.ts'
import type { Call } from './call.ts'

const MAX_PICTURES = 200

/** Folders in the bucket whose pictures the page offers. */
export const SAMPLES = 'samples/'
export const UPLOADS = 'uploads/'

const IMAGE = isDecodable('heic')
  ? /\.(?:jpe?g|png|webp|avif|gif|hei[cf])$/i
  : /\.(?:jpe?g|png|webp|avif|gif)$/i

const Pictures = v.array(v.object({ path: v.string(), bytes: v.number() }))

/** Lists the pictures in a folder. Uploads are sorted with the newest first. */
async function picturesBelow(
  folder: string,
  { bucket, prefix, zone }: LocalBucket,
): Promise<CatalogPicture[]> {
  const { objects } = await bucket.list({ prefix: prefix + folder })
  const images = objects.filter(({ key }) => IMAGE.test(key) && !key.startsWith(`${prefix}${folder}.`))
  if (folder === UPLOADS) images.sort((a, b) => b.uploaded.getTime() - a.uploaded.getTime())
  return images.map(({ key, size }) => ({
    path: zone.prefix + encodePath(key.slice(prefix.length)),
    bytes: size,
  }))
}

/**
 * Lists the bucket's pictures that its zone serves: samples and uploads. If there are none, any
 * pictures in the bucket are listed.
 */
async function storedPictures(local: LocalBucket): Promise<CatalogPicture[]> {
  const own = (await Promise.all([SAMPLES, UPLOADS].map((folder) => picturesBelow(folder, local)))).flat()
  const all = own.length > 0 ? own : await picturesBelow('', local)
  return all.filter(({ path }) => findZone(local.config.zones, path)?.zone === local.zone)
}

/**
 * Parses the list of pictures in the `--images` folder. Adds the prefix of the zone that serves the
 * folder to their paths.
 */
function picturesOfFolder(
  { PLAYGROUND_PICTURES: text, DEV_ORIGIN: folder }: Bindings,
  zones: readonly Zone[],
): CatalogPicture[] {
  const prefix = zones.find(({ source }) => source === folder)?.prefix
  if (typeof text !== 'string' || prefix === undefined) return []
  return v.parse(Pictures, JSON.parse(text)).map(({ path, bytes }) => ({ path: prefix + path, bytes }))
}

function zoneOf({ name, prefix, schemes, originals, mandatory, rules }: Zone): CatalogZone {
  const presets = [...rules.presets].map(([preset, { options }]) => [
    preset,
    formatQuery(formatOptions(options)),
  ])
  return { name, prefix, schemes, originals, mandatory, presets: Object.fromEntries(presets) }
}

/** Lists the pictures, zones and keys that the page offers. */
export async function catalog({ request, env, configs }: Call): Promise<Response> {
  await readJson(request, v.object({}))
  const local = localBucket(configs, env)
  const stored = local ? await storedPictures(local) : []
  const zones = configs.flatMap((config) => config.zones)
  const answer: Catalog = {
    pictures: [...stored, ...picturesOfFolder(env, zones)].slice(0, MAX_PICTURES),
    zones: zones.map(zoneOf),
    keys: [...new Set(configs.flatMap(({ keyring }) => keyring.hmac.map(({ id }) => id)))],
  }
  return jsonResponse(answer)
}
