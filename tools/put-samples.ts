import { SAMPLE_NAMES, type Sample, samples } from '../samples/samples.ts'
import { withLocalBindings } from './local-bindings.ts'

const FOLDER = 'samples/'

function withBucket<T>(cwd: string, use: (bucket: R2Bucket) => Promise<T>): Promise<T> {
  return withLocalBindings<{ IMAGES: R2Bucket }, T>(cwd, ({ IMAGES }) => use(IMAGES))
}

async function hasAll(bucket: R2Bucket): Promise<boolean> {
  const present = await Promise.all(SAMPLE_NAMES.map((name) => bucket.head(FOLDER + name)))
  return present.every((object) => object !== null)
}

async function putAll(bucket: R2Bucket, painted: readonly Sample[]): Promise<void> {
  for (const { name, type, bytes } of painted)
    await bucket.put(FOLDER + name, bytes, { httpMetadata: { contentType: type } })
}

/**
 * Puts the bundled samples into the local bucket, unless it has all of them.
 * @returns how many it put
 */
export async function putSamples(cwd: string): Promise<number> {
  if (await withBucket(cwd, hasAll)) return 0
  // Painted while no bucket is open: workerd closes a connection that is idle for seconds.
  const painted: Sample[] = []
  for await (const sample of samples()) painted.push(sample)
  await withBucket(cwd, (bucket) => putAll(bucket, painted))
  return painted.length
}
