import { misconfigured } from '../../errors.ts'
import { BINDING as DERIVATIVES } from '../cache/r2-store.ts'
import type { Config } from '../config.ts'
import type { Bindings } from '../source/kind.ts'
import { bucketOf } from '../source/r2.ts'

/** Compares the contents of two variables, which may be tables. */
const isEqual = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other)

/**
 * Requires that a request has the Worker's own environment, as far as the configuration uses it.
 * The entrypoint `Render` always has that environment. With another bucket in the gateway's
 * environment, it would make images from the wrong originals.
 * @param env environment that the gateway was given
 * @param own environment of the Worker
 * @throws Failure misconfigured, whose reason names the binding or variable
 */
export function assertOwnEnvironment(env: Bindings, own: Bindings, { zones, variables }: Config): void {
  const used = zones.flatMap(({ source, credentials }) => [bucketOf(source), credentials?.secret])
  const bindings = [DERIVATIVES, ...used].filter((name) => name !== undefined)
  const other =
    variables.find((name) => !isEqual(env[name], own[name])) ??
    bindings.find((name) => !Object.is(env[name], own[name]))
  if (other !== undefined)
    misconfigured(
      `cache.tiered: ${other} is not that of the Worker, which Render reads: pass the environment unchanged`,
    )
}
