import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { descendants } from '../../bench/process-figures.ts'
import { type Bundle, makeBundle, removeBundle } from '../../test/support/bundle.ts'
import { SIGNING_KEYS, sign, startWorker } from '../../test/support/worker.ts'
import type { OriginPorts } from './origin.ts'

/** The built Worker and the process that it runs in. */
export interface Service {
  readonly port: number
  readonly pid: number
  /** Lines that the Worker has logged. */
  readonly logs: readonly string[]
  close(): Promise<void>
}

/** Where a zone has its originals: one bucket, and two HTTP origins. */
export type ZoneName = 'bucket' | 'photos' | 'other'

/** A signed target in a zone. @param path below the zone */
export const target = (zone: ZoneName, path: string, query = ''): Promise<string> =>
  sign(`/${zone}/${path}${query && `?${query}`}`)

/**
 * Fills the bucket by a workerd of its own: what the local stand-in holds of a file that is put, some seven times its
 * size, stays in the process.
 */
async function fillBucket(bundle: Bundle, bucket: string, { directory, names }: Files): Promise<void> {
  const filler = await startWorker(bundle, {}, { persist: bucket })
  try {
    for (const name of names)
      await filler.bucket.put(name, new Uint8Array(await readFile(join(directory, name))))
  } finally {
    await filler.close()
  }
}

/** Files of a folder. */
export interface Files {
  readonly directory: string
  readonly names: readonly string[]
}

/** An isolate has 128 MB in production; workerd sets no limit, and V8 then lets its heap grow. */
const V8_FLAGS = '--max-heap-size=128'

/**
 * Starts the Worker of the tree in workerd, with the default limits.
 * @param files what the bucket has, under their names
 */
export async function startService({ photos, other }: OriginPorts, files: Files): Promise<Service> {
  const bundle = await makeBundle()
  const bucket = join(bundle.directory, 'bucket')
  await fillBucket(bundle, bucket, files)
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
  const worker = await startWorker(bundle, variables, { persist: bucket })
  const [pid, ...others] = descendants('workerd')
  if (pid === undefined || others.length > 0) throw new Error('expected one workerd')
  return {
    port: worker.port,
    pid,
    logs: worker.logs,
    async close() {
      await worker.close()
      await removeBundle(bundle)
    },
  }
}
