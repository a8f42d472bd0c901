import { Failure } from '../../errors.ts'
import type { Claims } from '../../signing/auth/scheme.ts'
import { rareFault } from '../log/fault.ts'
import { deadline } from '../source/deadline.ts'
import { errorText } from '../source/error-text.ts'

/** Facts about a verified request, as plain data. No field can be changed. */
export interface AuthorizeFacts {
  /** URL as it arrived, with its token. */
  readonly url: string
  readonly method: string
  /** Headers of the request, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Address of the client, if the platform knows it. */
  readonly address: string | undefined
  /** Name of the zone. */
  readonly zone: string
  /**
   * Path of the image below its zone, decoded. In an encrypted zone it is the path that the URL
   * hides.
   */
  readonly path: string
  /**
   * Id of the key that signed, or the name of another service's secret or scheme; `undefined` if a
   * zone in report mode serves a URL without a valid token.
   */
  readonly key: string | undefined
  /** Signed claims of the URL: `expire`, `start` and `ip`. They have been checked. */
  readonly claims: Readonly<Claims>
  /**
   * Parameters of the image with presets applied, without default values. The values are texts, as
   * in a URL: `{ width: '400' }`. `undefined` for the original.
   */
  readonly options: Readonly<Record<string, string>> | undefined
}

/** Refusal of a request. */
export interface Refusal {
  /**
   * Sentence for the client, of which it gets the first 200 characters. It must not contain
   * secrets.
   */
  readonly detail?: string | undefined
}

/**
 * Refuses requests that are signed. It can only refuse: a request that another check refuses never
 * reaches it.
 * @param signal aborts when the time is up or when the client leaves
 * @returns nothing or `true` to serve the request; `false` or a `Refusal` to refuse it. An
 *   exception refuses it, too
 */
export type Authorize = (
  facts: AuthorizeFacts,
  signal: AbortSignal,
) => AuthorizeResult | Promise<AuthorizeResult>

// biome-ignore lint/suspicious/noConfusingVoidType: a function without `return` has this type
export type AuthorizeResult = boolean | Refusal | undefined | void

/**
 * Maximum milliseconds for one call of an `Authorize` function. It runs before the cache, on every
 * request, so a slower answer is treated as a fault.
 */
export const AUTHORIZE_MS = 5000

const RULES = { timeout: AUTHORIZE_MS, totalTimeout: AUTHORIZE_MS }

/** Maximum length in UTF-16 code units of the `detail` that a client gets. */
export const MAX_DETAIL = 200

const logFault = rareFault('authorize')

/** Returns the `detail` of a refusal, cut to its maximum length, not within a character. */
const detailOf = (answer: unknown): string | undefined => {
  const { detail }: { detail?: unknown } = Object(answer)
  if (typeof detail !== 'string') return undefined
  return detail.length <= MAX_DETAIL ? detail : detail.slice(0, MAX_DETAIL).replace(/[\ud800-\udbff]$/, '')
}

/**
 * Asks an `Authorize` function about a request. It refuses the request if the function fails or
 * takes too long. The log then has a line about the fault, at most one a minute.
 * @throws Failure forbidden; the reason of `signal` if the client has left
 */
export async function assertAuthorized(
  authorize: Authorize,
  facts: AuthorizeFacts,
  signal: AbortSignal,
): Promise<void> {
  const clock = deadline(RULES, signal)
  const fail = (reason: string): never => {
    logFault(reason)
    throw new Failure('forbidden', undefined, `authorize: ${reason}`)
  }
  async function ask(): Promise<true | Refusal> {
    try {
      const answer: unknown = await authorize(facts, clock.signal)
      return answer === undefined || answer === true ? true : { detail: detailOf(answer) }
    } catch (error) {
      signal.throwIfAborted()
      return fail(errorText(error))
    }
  }
  const answer = await clock.run(ask).catch((error) => {
    signal.throwIfAborted()
    if (error instanceof Failure && error.code === 'origin-timeout')
      fail(`no answer within ${AUTHORIZE_MS} ms`)
    throw error
  })
  if (answer === true) return
  const { detail } = answer
  throw new Failure('forbidden', detail, `authorize refuses the request${detail ? `: ${detail}` : ''}`)
}
