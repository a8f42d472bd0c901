import { join } from 'node:path'
import { type Bundle, makeBundle, removeBundle } from './bundle.ts'
import { startWorker, type Worker } from './worker.ts'

interface Storage {
  /** In memory, bucket and cache count as memory of workerd. */
  readonly onDisk?: boolean
  readonly fill?: (bundle: Bundle, folder: string) => Promise<void>
}

/** Bundles the Worker and starts it. `close` removes the bundle as well. */
export async function startBundledWorker(
  variables: Parameters<typeof startWorker>[1],
  { onDisk = false, fill }: Storage = {},
): Promise<Worker> {
  const bundle = await makeBundle()
  const folder = join(bundle.directory, 'storage')
  await fill?.(bundle, folder)
  const worker = await startWorker(bundle, variables, onDisk ? { persist: folder } : {})
  return {
    ...worker,
    async close() {
      await worker.close()
      await removeBundle(bundle)
    },
  }
}
