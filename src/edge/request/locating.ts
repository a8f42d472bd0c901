import { formatIntent } from '../../signing/url/intent.ts'
import { cacheKey, cacheTags } from '../cache/key.ts'
import { sourceRules } from '../source/kind.ts'
import { configuredSource } from '../source/kinds.ts'
import { namesOf, requestedOverlays } from '../source/overlay.ts'
import { step } from './stage.ts'

/** Binds and names the sources of the image and of its overlays. Reads none of them. */
export const bindSources = step(
  ['admitted', 'zone', 'path', 'intent', 'config', 'env'],
  ['source', 'overlays', 'names'],
  ({ admitted, zone, path, intent, config, env }) => {
    const { host } = new URL(admitted.wire.origin)
    const rules = sourceRules(config.limits, host, config.development)
    const source = configuredSource(zone, env, rules)
    const overlays = requestedOverlays(intent, zone, env, rules)
    return { source, overlays, names: [source.nameOf(path), ...namesOf(overlays)] }
  },
)

/**
 * Joins the names of the sources and the canonical intent. Token and claims are no part of the key.
 */
export const makeKey = step(
  ['admitted', 'zone', 'intent', 'names'],
  ['key', 'tags'],
  ({ admitted: { wire }, zone, intent, names }) => ({
    key: cacheKey(wire.origin, names, intent && formatIntent(intent), zone),
    tags: cacheTags(zone, wire),
  }),
)
