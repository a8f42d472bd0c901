import { join } from 'node:path'
import { type Bundle, makeBundle, removeBundle } from './bundle.ts'
import { makeHeicBundle } from './development-bundle.ts'
import { startWorker, type Worker } from './worker.ts'

interface BundledOptions {
  /** In memory, bucket and cache count as memory of workerd. */
  readonly onDisk?: boolean
  readonly fill?: (bundle: Bundle, folder: string) => Promise<void>
  /** An entry module around the Worker's own. */
  readonly wrapper?: string
  /** Whether it decodes HEIC. */
  readonly heic?: boolean
}

/** Bundles the Worker and starts it. `close` removes the bundle as well. */
export async function startBundledWorker(
  variables: Parameters<typeof startWorker>[1],
  { onDisk = false, fill, wrapper, heic = false }: BundledOptions = {},
): Promise<Worker> {
  const plain = await makeBundle()
  const bundle = heic ? await makeHeicBundle(plain) : plain
  const folder = join(bundle.directory, 'storage')
  await fill?.(bundle, folder)
  const worker = await startWorker(bundle, variables, {
    ...(onDisk && { persist: folder }),
    ...(wrapper !== undefined && { wrapper }),
  })
  return {
    ...worker,
    async close() {
      await worker.close()
      for (const made of new Set([plain, bundle])) await removeBundle(made)
    },
  }
}
