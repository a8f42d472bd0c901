import { join } from 'node:path'
import { type Bundle, makeBundle, removeBundle } from './bundle.ts'
import { makeHeicBundle } from './development-bundle.ts'
import { startWorker, type Worker } from './worker.ts'

interface BundledOptions {
  /** `true` to keep bucket and cache on disk. In memory, they would count as memory of workerd. */
  readonly onDisk?: boolean
  readonly fill?: (bundle: Bundle, folder: string) => Promise<void>
  /** Source of an entry module that wraps the Worker's own entry module. */
  readonly wrapper?: string
  /** `true` if the Worker decodes HEIC. */
  readonly heic?: boolean
  /** Makes the bundle. The default bundles the Worker of this checkout. */
  readonly make?: () => Promise<Bundle>
  /** `true` to start the inspector. */
  readonly inspect?: boolean
}

/** Bundles the Worker and starts it. `close` also removes the bundle. */
export async function startBundledWorker(
  variables: Parameters<typeof startWorker>[1],
  { onDisk = false, fill, wrapper, heic = false, make = makeBundle, inspect = false }: BundledOptions = {},
): Promise<Worker> {
  const plain = await make()
  const bundle = heic ? await makeHeicBundle(plain) : plain
  const folder = join(bundle.directory, 'storage')
  await fill?.(bundle, folder)
  const worker = await startWorker(bundle, variables, {
    inspect,
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
