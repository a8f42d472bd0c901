import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { refuse } from '../command.ts'
import { withLocalBindings } from '../local-bindings.ts'
import { readProject } from '../project.ts'
import type { PurgeBucket } from './purge-bucket.ts'
import { declaredBucket } from './remote-bucket.ts'

/**
 * Runs a function with the bucket of derivatives of `npm start`.
 * @throws Failure bad-parameter: `wrangler.toml` declares no such bucket
 */
export async function withLocalBucket<T>(cwd: string, use: (bucket: PurgeBucket) => Promise<T>): Promise<T> {
  if (!declaredBucket((await readProject(cwd))?.tables ?? {}))
    refuse(`wrangler.toml: there is no bucket with the binding ${BINDING}: see docs/caching.md`)
  return withLocalBindings<Record<typeof BINDING, R2Bucket>, T>(cwd, (env) => use(env[BINDING]))
}
