import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onlyDescendant } from '../../bench/process-figures.ts'
import { startBundledWorker } from '../support/worker/bundled-worker.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'
import { makeCountedBundle, wrapperSource } from './isolate/bundle.ts'
import type { OriginPorts } from './origin.ts'

/** The built Worker and the process in which it runs. */
export interface Service extends Pick<Worker, 'port' | 'logs' | 'close'> {
  readonly pid: number
  /** Address of the inspector. */
  readonly inspector: URL
}

/** Zone name: the bucket, or one of two HTTP origins. */
export type ZoneName = 'bucket' | 'photos' | 'other'

/**
 * Returns a signed target.
 * @param path below the prefix of the zone
 */
export const target = (zone: ZoneName, path: string, query = ''): Promise<string> =>
  sign(`/${zone}/${path}${query && `?${query}`}`)

/** Folder and file names. */
export interface Files {
  readonly directory: string
  readonly names: readonly string[]
}

/**
 * Limits the heap to 128 MB, an isolate's memory in production. Without the flag, V8 lets workerd's
 * heap grow further.
 */
const V8_FLAGS = '--max-heap-size=128'

/**
 * Starts the Worker in workerd with the default limits, in a wrapper that counts its memory. Puts
 * the files into the bucket under their names.
 * @param checkout folder of the checkout whose Worker is started
 */
export async function startService(
  checkout: string,
  { photos, other }: OriginPorts,
  { directory, names }: Files,
): Promise<Service> {
  const variables = {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    zones: {
      bucket: { prefix: '/bucket/', source: 'r2:IMAGES' },
      photos: { prefix: '/photos/', source: `http://127.0.0.1:${photos}/` },
      other: { prefix: '/other/', source: `http://127.0.0.1:${other}/` },
    },
    limits: {},
  }
  process.env['MINIFLARE_WORKERD_V8_FLAGS'] ??= V8_FLAGS
  const worker = await startBundledWorker(variables, {
    onDisk: true,
    inspect: true,
    wrapper: await wrapperSource(),
    make: () => makeCountedBundle(checkout),
    // A separate workerd fills the bucket, because the local R2 keeps about seven times a file's
    // size in its process's memory.
    async fill(bundle, persist) {
      const filler = await startWorker(bundle, {}, { persist })
      try {
        for (const name of names)
          await filler.bucket.put(name, new Uint8Array(await readFile(join(directory, name))))
      } finally {
        await filler.close()
      }
    },
  })
  const { inspector } = worker
  if (!inspector) throw new Error('the Worker was started without an inspector')
  return { ...worker, inspector, pid: onlyDescendant('workerd') }
}
