import * as v from 'valibot'
import { isDecodable } from '../../src/engine/formats/codecs.ts'
import { encodePath, formatQuery } from '../../src/signing/url/canonical.ts'
import { formatOptions } from '../../src/signing/url/parameters.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import type { Catalog, CatalogPicture, CatalogZone } from '../protocol.ts'
import { jsonResponse, readJson } from './answer.ts'
import { type LocalBucket, localBucket } from './bucket.ts'
import type { Call } from './call.ts'

const MAX_PICTURES = 200

/** Folders of the bucket whose pictures the page offers. */
export const SAMPLES = 'samples/'
export const UPLOADS = 'uploads/'

const IMAGE = isDecodable('heic')
  ? /\.(?:jpe?g|png|webp|avif|gif|hei[cf])$/i
  : /\.(?:jpe?g|png|webp|avif|gif)$/i

const Pictures = v.array(v.object({ path: v.string(), bytes: v.number() }))

/** Lists the pictures of a folder. Uploads are sorted with the newest first. */
async function picturesBelow(folder: string, { bucket, prefix }: LocalBucket): Promise<CatalogPicture[]> {
  const { objects } = await bucket.list({ prefix: prefix + folder })
  const images = objects.filter(({ key }) => IMAGE.test(key) && !key.startsWith(`${prefix}${folder}.`))
  if (folder === UPLOADS) images.sort((a, b) => b.uploaded.getTime() - a.uploaded.getTime())
  return images.map(({ key, size }) => ({ path: encodePath(`/${key.slice(prefix.length)}`), bytes: size }))
}

/**
 * Parses the list of pictures below `/origin/`. `npm start` writes this list when it starts the
 * server of the folder.
 */
function picturesOfFolder(text: unknown): CatalogPicture[] {
  return typeof text === 'string' ? v.parse(Pictures, JSON.parse(text)) : []
}

function zoneOf({
  name,
  prefix,
  schemes,
  originals,
  mandatory,
  rules,
}: Call['config']['zones'][number]): CatalogZone {
  const presets = [...rules.presets].map(([preset, { options }]) => [
    preset,
    formatQuery(formatOptions(options)),
  ])
  return { name, prefix, schemes, originals, mandatory, presets: Object.fromEntries(presets) }
}

/** Lists the pictures, zones and keys that the page offers. */
export async function catalog({ request, env, config }: Call): Promise<Response> {
  await readJson(request, v.object({}))
  const local = localBucket(config, env)
  const stored = local
    ? (await Promise.all([SAMPLES, UPLOADS].map((folder) => picturesBelow(folder, local)))).flat()
    : []
  const served = stored.filter(({ path }) => findZone(config.zones, path)?.zone === local?.zone)
  const answer: Catalog = {
    pictures: [...served, ...picturesOfFolder(env['PLAYGROUND_PICTURES'])].slice(0, MAX_PICTURES),
    zones: config.zones.map(zoneOf),
    keys: config.keyring.hmac.map(({ id }) => id),
  }
  return jsonResponse(answer)
}
