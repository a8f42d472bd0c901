import { join } from 'node:path'
import { getPlatformProxy } from 'wrangler'
import { SAMPLE_NAMES, samples } from '../samples/samples.ts'
import { QUIET } from './quiet.ts'

const FOLDER = 'samples/'

/**
 * Puts the bundled samples into the local bucket, unless it has all of them.
 * @returns how many it put
 */
export async function putSamples(cwd: string): Promise<number> {
  Object.assign(process.env, QUIET)
  const platform = await getPlatformProxy<{ IMAGES: R2Bucket }>({ configPath: join(cwd, 'wrangler.toml') })
  try {
    const bucket = platform.env.IMAGES
    const present = await Promise.all(SAMPLE_NAMES.map((name) => bucket.head(FOLDER + name)))
    if (present.every((object) => object !== null)) return 0
    let count = 0
    for await (const { name, type, bytes } of samples()) {
      await bucket.put(FOLDER + name, bytes, { httpMetadata: { contentType: type } })
      count++
    }
    return count
  } finally {
    await platform.dispose()
  }
}
