import { WorkerEntrypoint } from 'cloudflare:workers'
import type { Purged } from '../cache/r2-store.ts'
import { type Instance, standard } from '../instance.ts'
import type { Bindings } from '../source/kind.ts'
import { answerGateway } from './answer.ts'
import type { RenderEntrypoint } from './gateway.ts'
import { purgeCache } from './purge-cache.ts'

/**
 * Entrypoint behind the platform's tiered cache. Only the default entrypoint, the gateway, calls it
 * after it has verified a request. It has no own address. If the cache has the image, none of this
 * entrypoint's code runs.
 */
export class Render extends WorkerEntrypoint<Bindings> implements RenderEntrypoint {
  /** Instance of the gateway. */
  protected readonly instance: Instance = standard

  override fetch(request: Request): Promise<Response> {
    return answerGateway(request, this.env, this.ctx, this.instance)
  }

  purge(purged: Purged, tags: readonly string[]): Promise<string | undefined> {
    return purgeCache(purged, tags, this.env, this.ctx.cache)
  }
}
