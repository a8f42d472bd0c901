import { samples } from '../../samples/samples.ts'
import { startBundledWorker } from '../../test/support/worker/bundled-worker.ts'
import { SIGNING_KEYS, type Worker } from '../../test/support/worker/worker.ts'

/** Scale at which the samples are painted. At 0.4 they have about 720 × 480 pixels. */
const SCALE = 0.4

/** Starts the built Worker with the samples in its bucket. */
export async function startService(): Promise<Worker> {
  const zones = { images: { prefix: '/', source: 'r2:IMAGES' } }
  const worker = await startBundledWorker({ SIGNING_KEYS, ENVIRONMENT: 'development', zones, limits: {} })
  for await (const { name, type, bytes } of samples(SCALE))
    await worker.bucket.put(`samples/${name}`, bytes, { httpMetadata: { contentType: type } })
  return worker
}
