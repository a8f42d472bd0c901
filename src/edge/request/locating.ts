import { formatIntent } from '../../signing/url/intent.ts'
import { cacheKey, cacheTags } from '../cache/key.ts'
import { sourceRules } from '../source/kind.ts'
import { configuredSource } from '../source/kinds.ts'
import { namesOf, requestedOverlays } from '../source/overlay.ts'
import { step } from './stage.ts'

/**
 * Finds the bindings or origins for the original and the overlays, and names them for the cache
 * key. Reads no file.
 */
export const bindSources = step(
  ['admitted', 'zone', 'path', 'intent', 'config', 'env'],
  ['source', 'overlays', 'names'],
  ({ admitted, zone, path, intent, config, env }) => {
    const { host } = new URL(admitted.wire.origin)
    const rules = sourceRules(config.limits, host, config.development, config.sources)
    const source = configuredSource(zone, env, rules)
    const overlays = requestedOverlays(intent, zone, env, rules)
    return { source, overlays, names: [source.nameOf(path), ...namesOf(overlays)] }
  },
)

/**
 * Makes the cache key from the names of the sources and the canonical intent. The key contains no
 * token and no claims, so that URLs that are signed again share a cached image.
 */
export const makeKey = step(
  ['admitted', 'zone', 'intent', 'names', 'config'],
  ['key', 'tags'],
  ({ admitted: { wire }, zone, intent, names, config: { name } }) => ({
    key: cacheKey(wire.origin, names, intent && formatIntent(intent), zone, name),
    tags: cacheTags(zone, wire, name),
  }),
)
