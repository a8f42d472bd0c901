import { descendants } from '../../bench/process-figures.ts'
import { startBundledWorker } from '../support/worker/bundled-worker.ts'
import { SIGNING_KEYS, type Worker } from '../support/worker/worker.ts'
import { COVERED } from './cases.ts'

/** The built Worker in workerd. */
export interface Service extends Pick<Worker, 'port' | 'logs' | 'close'> {
  readonly pid: number | undefined
}

const OUTPUT_PIXELS = 500_000

/**
 * Starts the Worker.
 * @param origin source URL for both zones
 */
export async function startService(origin: string): Promise<Service> {
  const card = { width: 100, height: 80, format: 'webp' }
  const covered = { olurl: '/mark/a.png', olwidth: 1, olheight: 1, olpadding: 0, olalign: 'center' }
  const variables = {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    limits: { output_pixels: OUTPUT_PIXELS },
    zones: {
      open: {
        prefix: '/',
        source: origin,
        presets: { card },
        cors: ['https://shop.example'],
        animations: true,
      },
      covered: { prefix: `${COVERED}/`, source: origin, presets: { card, covered }, mandatory: ['covered'] },
    },
  }
  const worker = await startBundledWorker(variables, { onDisk: true, heic: true })
  return { ...worker, pid: descendants('workerd')[0] }
}
