import { type Answer, getAnswer, type RequestOptions } from './client.ts'
import type { PaceName } from './pacing.ts'
import type { Entry, Stage } from './scenario.ts'
import { target, type ZoneName } from './service.ts'

/** A request for an image. */
export interface ImageRequest extends RequestOptions {
  readonly kind: string
  readonly zone: ZoneName
  readonly file: string
  /** Part of the path that makes the URL unique. */
  readonly id?: number | string
  /** Timing of the origin. It has no effect on the zone `bucket`. */
  readonly pace?: PaceName
  readonly query?: string
}

/** Returns the signed target of a request. */
export function targetOf({ zone, file, id = 0, pace = 'ordinary', query }: ImageRequest): Promise<string> {
  return target(zone, zone === 'bucket' ? file : `${pace}/${id}/${file}`, query)
}

/** Requests an image and records the answer. */
export async function get({ service, entries }: Stage, wanted: ImageRequest): Promise<Entry> {
  const answer: Answer = await getAnswer(service.port, await targetOf(wanted), wanted)
  const entry = { kind: wanted.kind, ...answer }
  entries.push(entry)
  return entry
}

/** Sends all requests at the same time. */
export const getAll = (stage: Stage, wanted: readonly ImageRequest[]): Promise<Entry[]> =>
  Promise.all(wanted.map((each) => get(stage, each)))

/** File that probes request from the bucket: 12 megapixels. */
export const PROBE_FILE = 'photo-12.jpg'

let probes = 0

/**
 * Requests an image that is not cached from each of the given zones. The answers show how fast the
 * Worker is.
 */
export function probe(stage: Stage, kind: string, zones: readonly ZoneName[] = ['bucket', 'other']) {
  const id = `probe-${probes++}`
  const files = { bucket: PROBE_FILE, photos: 'small.jpg', other: 'small.jpg' }
  const wanted = (zone: ZoneName): ImageRequest => {
    return { kind, zone, id, file: files[zone], query: `width=${300 + probes}`, timeout: 30_000 }
  }
  return getAll(stage, zones.map(wanted))
}
