import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { withLocalBindings } from '../local-bindings.ts'
import type { ProjectPlace } from '../project-place.ts'
import type { PurgeBucket } from './purge-bucket.ts'

/** Runs a function with the local server's derivatives bucket. */
export function withLocalBucket<T>(
  place: ProjectPlace,
  use: (bucket: PurgeBucket) => Promise<T>,
): Promise<T> {
  return withLocalBindings<Record<typeof BINDING, R2Bucket>, T>(place, (env) => use(env[BINDING]))
}
