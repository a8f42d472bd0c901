import { cacheStatus } from '../http/cache-status.ts'
import { check, step } from './stage.ts'

export const countRequest = check(['admitted', 'effects'], ({ admitted, effects }) =>
  effects.assertWithin(admitted.key),
)

export const getImage = step(
  ['zone', 'path', 'intent', 'source', 'overlays', 'key', 'tags', 'effects'],
  ['obtained'],
  async (located) => ({ obtained: await located.effects.obtain(located) }),
)

export const makeResponse = step(
  ['obtained', 'admitted', 'zone', 'intent', 'now', 'config', 'clock', 'effects'],
  ['answer'],
  async ({ obtained, admitted: { claims, wire }, zone, intent, now, config, clock, effects }) => {
    const { derivative, outcome } = obtained
    const answer = effects.respond(derivative, {
      zone,
      claims,
      personal: intent?.mark?.personal ?? false,
      negotiated: intent?.format === 'auto',
      now,
      download: wire.signed.get('download'),
      etag: derivative.etag === undefined ? undefined : await config.tagOf(derivative.etag),
    })
    answer.headers.set('cache-status', cacheStatus(outcome))
    answer.headers.set('server-timing', clock.header())
    return { answer }
  },
)
