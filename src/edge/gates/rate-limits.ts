import { ERRORS, Failure } from '../../errors.ts'
import { clientNetwork } from '../../signing/auth/network.ts'
import { withInstance } from '../cache/key.ts'
import { rareFault } from '../log/fault.ts'
import { deadline } from '../source/deadline.ts'

type Bindings = Readonly<Record<string, unknown>>

/** Names of the bindings: `LIMITER` counts requests, `REFUSALS` counts refusals. */
export const LIMITER = 'LIMITER'
export const REFUSALS = 'REFUSALS'

/**
 * Maximum milliseconds to wait for a rate limit's answer. The platform counts on the same machine,
 * so a slower answer is treated as a failed rate limit.
 */
const TIMEOUT = 250
const RULES = { timeout: TIMEOUT, totalTimeout: TIMEOUT }

/**
 * Value of `Retry-After` in seconds: the longest period for which a rate limit can be configured.
 * The Worker cannot read the configured period.
 */
const RETRY_SECONDS = 60

function isRateLimit(binding: unknown): binding is RateLimit {
  return typeof binding === 'object' && binding !== null && 'limit' in binding
}

/** Limits the requests of a client network. If a rate limit itself fails, all requests pass. */
export interface RateLimits {
  /**
   * Counts a verified request of a client network, and refuses it above the limit.
   * @param key id of the key that signed
   * @param address the client's address, if the platform provides it
   * @param instance instance name, whose requests are counted apart; empty if it has none
   * @throws Failure too-many-requests
   */
  assertWithin(
    env: Bindings,
    key: string | undefined,
    address: string | null,
    instance?: string,
  ): Promise<void>
  /**
   * Returns the failure that the client gets. Counts a failure with status 403 for the client's
   * network, whatever its reason. Above the limit, returns a 429 instead.
   * @param instance instance name, as for `assertWithin`
   */
  refusalOf(failure: Failure, env: Bindings, address: string | null, instance?: string): Promise<Failure>
}

const tooMany = () => new Failure('too-many-requests', undefined, undefined, { retryAfter: RETRY_SECONDS })

/**
 * Creates the rate limits of an isolate.
 * @param now returns milliseconds
 */
export function rateLimits(now: () => number = () => Date.now()): RateLimits {
  const faultOf = { [LIMITER]: rareFault(LIMITER, now), [REFUSALS]: rareFault(REFUSALS, now) }

  async function isOver(name: keyof typeof faultOf, env: Bindings, key: string): Promise<boolean> {
    const binding = env[name]
    if (binding === undefined) return false
    try {
      if (!isRateLimit(binding)) throw new Error(`${name} is no rate limit`)
      const clock = deadline(RULES, new AbortController().signal)
      const { success } = await clock.run(() => binding.limit({ key }))
      return success === false
    } catch (error) {
      // The error is not logged as it is: the platform may quote the key in it, which contains the
      // client's address.
      faultOf[name](String(error).replaceAll(key, '…'))
      return false
    }
  }

  return {
    async assertWithin(env, key, address, instance = '') {
      if (env[LIMITER] === undefined) return
      const counted = withInstance(instance, `${key ?? '-'}:${clientNetwork(address)}`)
      if (await isOver(LIMITER, env, counted)) throw tooMany()
    },
    async refusalOf(failure, env, address, instance = '') {
      if (ERRORS[failure.code].status !== 403 || env[REFUSALS] === undefined) return failure
      const counted = withInstance(instance, clientNetwork(address))
      return (await isOver(REFUSALS, env, counted)) ? tooMany() : failure
    },
  }
}
