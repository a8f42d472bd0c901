import { SAMPLE_NAMES, type Sample } from '../../samples/painted.ts'
import type { BucketZone } from '../bucket-zone.ts'
import { refuse } from '../command.ts'
import { withLocalBindings } from '../local-bindings.ts'
import type { ProjectPlace } from '../project-place.ts'

/** Files for the local bucket. */
export interface SampleFiles {
  /** Names of all files. */
  readonly names: readonly string[]
  /** Makes the files, which takes some seconds. */
  readonly make: () => AsyncIterable<Sample>
}

type Place = Pick<BucketZone<unknown>, 'binding' | 'folder'>

const FOLDER = 'samples/'

/** The samples' names in the bucket, without the zone's prefix. */
export const SAMPLE_KEYS: readonly string[] = SAMPLE_NAMES.map((name) => FOLDER + name)

/** Moves samples to the folder of the bucket that contains them. */
export async function* filed(samples: AsyncIterable<Sample>): AsyncGenerator<Sample> {
  for await (const sample of samples) yield { ...sample, name: FOLDER + sample.name }
}

function withBucket<T>(
  project: ProjectPlace,
  { binding }: Place,
  use: (bucket: R2Bucket) => Promise<T>,
): Promise<T> {
  return withLocalBindings<Readonly<Record<string, R2Bucket>>, T>(project, (env) => {
    const bucket = env[binding]
    return bucket
      ? use(bucket)
      : refuse(`${project.shown}: there is no R2 bucket with the binding ${binding}`)
  })
}

async function hasAll(bucket: R2Bucket, keys: readonly string[]): Promise<boolean> {
  const present = await Promise.all(keys.map((key) => bucket.head(key)))
  return present.every((object) => object !== null)
}

async function putAll(bucket: R2Bucket, files: readonly Sample[]): Promise<void> {
  for (const { name, type, bytes } of files)
    await bucket.put(name, bytes, { httpMetadata: { contentType: type } })
}

/**
 * Puts sample files into a zone's local bucket unless it contains all.
 * @returns the number of objects that were put
 */
export async function putSamples(
  project: ProjectPlace,
  place: Place,
  { names, make }: SampleFiles,
): Promise<number> {
  const { folder } = place
  const keys = names.map((name) => folder + name)
  if (await withBucket(project, place, (bucket) => hasAll(bucket, keys))) return 0
  // The samples are painted before the bucket is opened. Otherwise workerd would close the
  // connection, which it does after some idle seconds.
  const files: Sample[] = []
  for await (const sample of make()) files.push({ ...sample, name: folder + sample.name })
  await withBucket(project, place, (bucket) => putAll(bucket, files))
  return files.length
}
