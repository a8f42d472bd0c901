import { join } from 'node:path'
import { descendants } from '../../bench/process-figures.ts'
import { makeBundle, removeBundle } from '../../test/support/bundle.ts'
import { SIGNING_KEYS, sign, startWorker } from '../../test/support/worker.ts'
import { COVERED } from './cases.ts'

/** The built Worker in workerd. */
export interface Service {
  readonly port: number
  readonly pid: number | undefined
  /** Lines that the Worker has logged. */
  readonly logs: readonly string[]
  close(): Promise<void>
}

/** Pixels of an output: larger ones say nothing new and take long. */
const OUTPUT_PIXELS = 500_000

export { sign }

/**
 * Starts the Worker of the tree.
 * @param origin where both zones have their images
 */
export async function startService(origin: string): Promise<Service> {
  const bundle = await makeBundle()
  const card = { width: 100, height: 80, format: 'webp' }
  const covered = { olurl: '/mark/a.png', olwidth: 1, olheight: 1, olpadding: 0, olalign: 'center' }
  const variables = {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    limits: { output_pixels: OUTPUT_PIXELS },
    zones: {
      open: { prefix: '/', source: origin, presets: { card }, cors: ['https://shop.example'] },
      covered: { prefix: `${COVERED}/`, source: origin, presets: { card, covered }, mandatory: ['covered'] },
    },
  }
  // What the local stand-in caches would stay in the process.
  const worker = await startWorker(bundle, variables, { persist: join(bundle.directory, 'cache') })
  return {
    port: worker.port,
    pid: descendants('workerd')[0],
    logs: worker.logs,
    async close() {
      await worker.close()
      await removeBundle(bundle)
    },
  }
}
