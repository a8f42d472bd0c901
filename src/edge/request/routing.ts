import { Failure } from '../../errors.ts'
import { parseWire } from '../../signing/url/wire.ts'
import { findZone } from '../../signing/url/zones.ts'
import { assertHost } from '../http/hosts.ts'
import { assertMethod } from '../http/methods.ts'
import { check, step } from './stage.ts'

export const checkMethod = check(['method'], ({ method }) => assertMethod(method))

const ended = async (answer: Promise<Response>) => ({ answer: await answer })

export const splitUrl = step(['url'], ['wire'], ({ url }) => ({ wire: parseWire(url) }))

/**
 * Answers `/health` below `base`, which checks the server itself. This path shows no image and
 * needs no token.
 */
export const answerHealth = step(['wire', 'config', 'effects'], [], ({ wire, config, effects }) =>
  wire.path === `${config.base}/health` ? ended(effects.health()) : undefined,
)

export const checkHost = check(['wire', 'config'], ({ wire, config }) => assertHost(wire.origin, config))

/**
 * Chooses the zone whose prefix matches most of the path. Adds the rest of the path and the secrets
 * that may sign it.
 */
export const chooseZone = step(['wire', 'config'], ['zone', 'rest', 'keyring'], ({ wire, config }) => {
  const found = findZone(config.zones, wire.path)
  if (!found) throw new Failure('not-found')
  const { zone, path } = found
  return { zone, rest: path, keyring: zone.keyring }
})

export const answerPreflight = step(['method', 'zone', 'effects'], [], ({ method, zone, effects }) =>
  method === 'OPTIONS' ? { answer: effects.preflight(zone) } : undefined,
)
