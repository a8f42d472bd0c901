import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onlyDescendant } from '../../bench/process-figures.ts'
import { startBundledWorker } from '../support/bundled-worker.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker.ts'
import type { OriginPorts } from './origin.ts'

/** The built Worker and the process that it runs in. */
export interface Service extends Pick<Worker, 'port' | 'logs' | 'close'> {
  readonly pid: number
}

/** A zone: a bucket, or one of two HTTP origins. */
export type ZoneName = 'bucket' | 'photos' | 'other'

/** A signed target in a zone. @param path below the zone */
export const target = (zone: ZoneName, path: string, query = ''): Promise<string> =>
  sign(`/${zone}/${path}${query && `?${query}`}`)

/** Files of a folder. */
export interface Files {
  readonly directory: string
  readonly names: readonly string[]
}

/** An isolate has 128 MB in production; without the flag V8 lets the heap of workerd grow. */
const V8_FLAGS = '--max-heap-size=128'

/** Starts the Worker in workerd, with the default limits, and puts the files into the bucket under their names. */
export async function startService(
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
    // In another workerd, since the local R2 keeps some seven times the size of a file in its process' memory.
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
  return { ...worker, pid: onlyDescendant('workerd') }
}
