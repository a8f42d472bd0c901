import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config, Zone } from '../../src/edge/config.ts'
import { MAX_TRIED } from '../../src/signing/auth/hmac.ts'
import { createSigner, type ImageOptions } from '../../src/signing/sdk/index.ts'
import { encodePath } from '../../src/signing/url/canonical.ts'
import { findZone } from '../../src/signing/url/zones.ts'
import { type BucketZone, bucketZone } from '../bucket-zone.ts'
import type { CatalogPicture } from '../local-server.ts'
import { listFiles } from './folder-origin.ts'

/**
 * Returns the zone whose bucket gets the samples. Returns `undefined` if no zone would serve them.
 */
export function sampleZone({
  config,
}: {
  readonly config: Pick<Config, 'zones'> | undefined
}): BucketZone<Zone> | undefined {
  const found = config && bucketZone(config.zones)
  const server = found && findZone(config.zones, `${found.zone.prefix}samples/landscape.jpg`)?.zone
  return server === found?.zone ? found : undefined
}

/**
 * Returns a function that signs URLs with the first key. If there are more keys than the server
 * tries, the function adds the claim `kid`.
 */
function signerOf(base: string, key: string): (path: string, options: ImageOptions) => Promise<string> {
  const { sign } = createSigner({ key, baseUrl: base })
  const kid = key.split(',').length > MAX_TRIED
  return (path, options) => sign(path, options, { kid })
}

/**
 * Signs sample URLs that can be opened in a browser.
 * @param prefix prefix of the zone that serves them
 * @param font `true` if the zone has a font for texts
 */
export async function sampleUrls(base: string, key: string, prefix = '/', font = true): Promise<string[]> {
  const signPath = signerOf(base, key)
  const sign = (name: string, options: ImageOptions) => signPath(prefix + name, options)
  return Promise.all([
    sign('samples/landscape.jpg', { width: 1200, format: 'webp' }),
    sign('samples/landscape.jpg', { width: 800, height: 800, position: 'right', quality: 70 }),
    sign('samples/portrait.jpg', { width: 600 }),
    sign('samples/bubble.png', { width: 600, format: 'auto' }),
    sign('samples/bubble.png', {
      width: 600,
      height: 600,
      fit: 'contain',
      bg: { r: 255, g: 214, b: 102, alpha: 1 },
      format: 'jpeg',
    }),
    sign('samples/pebbles.webp', { crop: { width: 800, height: 533 } }),
    sign('samples/portrait.jpg', { width: 800, height: 800, crop: 'smart', format: 'auto' }),
    sign('samples/landscape.jpg', {
      width: 900,
      olurl: '/samples/stamp.svg',
      olalign: 'bottomright',
      olscale: 15,
    }),
    ...(font
      ? [
          sign('samples/landscape.jpg', {
            width: 900,
            oltext: 'Lake — Λίμνη — Озеро',
            olalign: 'bottom',
            olsize: 0.08,
            olshadow: { blur: 4, x: 0, y: 3, color: { r: 0, g: 0, b: 0, alpha: 0.8 } },
          }),
        ]
      : []),
    sign('samples/landscape.jpg', { width: 900, saturation: 1.4, radius: 60, format: 'webp' }),
    sign('samples/portrait.jpg', { output: 'json' }),
    sign('samples/landscape.jpg', { original: true }),
  ])
}

const IMAGE = /\.(?:jpe?g|png|webp|avif|gif)$/i
const HEIC = /\.hei[cf]$/i

/**
 * Maximum number of signed URLs that are printed for a folder. A few are enough to see that the
 * server works.
 */
const MAX_SIGNED = 10

const imagesOf = async (directory: string, heic: boolean) =>
  (await listFiles(directory)).filter((file) => IMAGE.test(file) || (heic && HEIC.test(file)))

/** Maximum number of images in a folder that the playground lists. */
const MAX_LISTED = 100

/**
 * Returns the first images of a folder, for the list in the playground. Their paths are relative to
 * the zone that serves the folder.
 * @param heic `true` if the server decodes HEIC
 */
export async function folderPictures(directory: string, heic = false): Promise<CatalogPicture[]> {
  const images = (await imagesOf(directory, heic)).slice(0, MAX_LISTED)
  return Promise.all(
    images.map(async (file) => ({ path: encodePath(file), bytes: (await stat(join(directory, file))).size })),
  )
}

/** A folder whose images are signed. */
export interface ServedFolder {
  readonly directory: string
  /** Prefix of the zone that serves the folder. */
  readonly prefix: string
  /** `true` if the server decodes HEIC. */
  readonly heic: boolean
}

/** Signs URLs for the first images in a folder. */
export async function folderUrls(
  base: string,
  key: string,
  { directory, prefix, heic }: ServedFolder,
): Promise<string[]> {
  const sign = signerOf(base, key)
  const images = (await imagesOf(directory, heic)).slice(0, MAX_SIGNED)
  return Promise.all(images.map((file) => sign(prefix + file, { width: 800 })))
}
