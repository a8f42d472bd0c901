import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { refuse } from '../command.ts'
import { withLocalBindings } from '../local-bindings.ts'
import { readProject } from '../project.ts'
import type { ProjectPlace } from '../project-place.ts'
import type { PurgeBucket } from './purge-bucket.ts'
import { declaredBucket } from './remote-bucket.ts'

/**
 * Runs a function with the bucket of derivatives of `npm start`.
 * @throws Failure bad-parameter: the configuration declares no such bucket
 */
export async function withLocalBucket<T>(
  place: ProjectPlace,
  use: (bucket: PurgeBucket) => Promise<T>,
): Promise<T> {
  if (!declaredBucket((await readProject(place))?.tables ?? {}, place.shown))
    refuse(`${place.shown}: there is no bucket with the binding ${BINDING}: see docs/caching.md`)
  return withLocalBindings<Record<typeof BINDING, R2Bucket>, T>(place, (env) => use(env[BINDING]))
}
