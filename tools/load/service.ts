import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { descendants } from '../../bench/process-figures.ts'
import { SIGNING_KEYS, sign, startBare } from '../../test/support/bare.ts'
import { makeBundle, removeBundle } from '../../test/support/bundle.ts'
import type { OriginPorts } from './origin.ts'

/** The built Worker and the process that it runs in. */
export interface Service {
  readonly port: number
  readonly pid: number
  /** Lines that the Worker has logged. */
  readonly logs: readonly string[]
  /** Puts files of a folder into the bucket, under their names. */
  put(directory: string, names: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Where a zone has its originals: one bucket, and two HTTP origins. */
export type ZoneName = 'bucket' | 'photos' | 'other'

/** A signed target in a zone. @param path below the zone */
export const target = (zone: ZoneName, path: string, query = ''): Promise<string> =>
  sign(`/${zone}/${path}${query && `?${query}`}`)

/** Starts the Worker of the tree in workerd, with the default limits. */
export async function startService({ photos, other }: OriginPorts): Promise<Service> {
  const bundle = await makeBundle()
  const worker = await startBare(bundle, {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    zones: {
      bucket: { prefix: '/bucket/', source: 'r2:IMAGES' },
      photos: { prefix: '/photos/', source: `http://127.0.0.1:${photos}/` },
      other: { prefix: '/other/', source: `http://127.0.0.1:${other}/` },
    },
    limits: {},
  })
  const [pid, ...others] = descendants('workerd')
  if (pid === undefined || others.length > 0) throw new Error('expected one workerd')
  return {
    port: worker.port,
    pid,
    logs: worker.logs,
    async put(directory, names) {
      for (const name of names)
        await worker.bucket.put(name, new Uint8Array(await readFile(join(directory, name))))
    },
    async close() {
      await worker.close()
      await removeBundle(bundle)
    },
  }
}
