import { ERRORS, Failure } from '../../errors.ts'
import { clientNetwork } from '../../signing/auth/network.ts'
import { rareFault } from '../log/fault.ts'
import { deadline } from '../source/deadline.ts'

type Bindings = Readonly<Record<string, unknown>>

/** The binding that counts requests, and the one that counts refusals. */
export const LIMITER = 'LIMITER'
export const REFUSALS = 'REFUSALS'

/** Milliseconds: the platform counts within the machine. */
const TIMEOUT = 250
const RULES = { timeout: TIMEOUT, totalTimeout: TIMEOUT }

/** The longest period of a limit; the Worker cannot see which one is set. */
const RETRY_SECONDS = 60

function isRateLimit(binding: unknown): binding is RateLimit {
  return typeof binding === 'object' && binding !== null && 'limit' in binding
}

/** Limits what a network may ask for. A limit that fails lets everything pass. */
export interface RateLimits {
  /**
   * Counts a verified request.
   * @param key id of the key that signed
   * @param address of the client, where the platform gives one
   * @throws Failure too-many-requests
   */
  assertWithin(env: Bindings, key: string | undefined, address: string | null): Promise<void>
  /** The failure to answer with: one that would be a 403 is counted, whatever its reason, and becomes a 429 above the limit. */
  refusalOf(failure: Failure, env: Bindings, address: string | null): Promise<Failure>
}

const tooMany = () => new Failure('too-many-requests', undefined, undefined, { retryAfter: RETRY_SECONDS })

/** @param now milliseconds */
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
      // The platform may quote the key, which has an address.
      faultOf[name](String(error).replaceAll(key, '…'))
      return false
    }
  }

  return {
    async assertWithin(env, key, address) {
      if (env[LIMITER] === undefined) return
      if (await isOver(LIMITER, env, `${key ?? '-'}:${clientNetwork(address)}`)) throw tooMany()
    },
    async refusalOf(failure, env, address) {
      if (ERRORS[failure.code].status !== 403 || env[REFUSALS] === undefined) return failure
      return (await isOver(REFUSALS, env, clientNetwork(address))) ? tooMany() : failure
    },
  }
}
