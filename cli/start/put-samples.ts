import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { SAMPLE_NAMES, type Sample, samples } from '../../samples/samples.ts'
import { withLocalBindings } from '../local-bindings.ts'

const FOLDER = 'samples/'
/**
 * Font for the samples: Noto Sans with Latin, Greek and Cyrillic, under the SIL Open Font License.
 */
const FONT = {
  name: 'fonts/noto-sans.ttf',
  type: 'font/ttf',
  file: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
}

function withBucket<T>(cwd: string, use: (bucket: R2Bucket) => Promise<T>): Promise<T> {
  return withLocalBindings<{ IMAGES: R2Bucket }, T>(cwd, ({ IMAGES }) => use(IMAGES))
}

async function hasAll(bucket: R2Bucket): Promise<boolean> {
  const names = [...SAMPLE_NAMES.map((name) => FOLDER + name), FONT.name]
  const present = await Promise.all(names.map((name) => bucket.head(name)))
  return present.every((object) => object !== null)
}

async function putAll(bucket: R2Bucket, files: readonly Sample[]): Promise<void> {
  for (const { name, type, bytes } of files)
    await bucket.put(name, bytes, { httpMetadata: { contentType: type } })
}

async function font(): Promise<Sample> {
  const { name, type, file } = FONT
  const bytes = await readFile(createRequire(import.meta.url).resolve(file))
  return { name, type, bytes: Uint8Array.from(bytes) }
}

/**
 * Puts the bundled samples and a font into the local bucket unless it contains all of them.
 * @returns the number of objects that were put
 */
export async function putSamples(cwd: string): Promise<number> {
  if (await withBucket(cwd, hasAll)) return 0
  // The samples are painted before the bucket is opened. Otherwise workerd would close the
  // connection, which it does after some idle seconds.
  const files = [await font()]
  for await (const sample of samples()) files.push({ ...sample, name: FOLDER + sample.name })
  await withBucket(cwd, (bucket) => putAll(bucket, files))
  return files.length
}
