import { Failure } from '../../errors.ts'
import { deny } from '../../signing/auth/scheme.ts'
import type { Wire } from '../../signing/url/wire.ts'
import { rareFault } from '../log/fault.ts'
import { deadline } from '../source/deadline.ts'
import { denialOf } from './denial.ts'
import { type DenyEntries, parseEntries } from './deny-entries.ts'

/** The binding of the namespace. */
export const DENIED = 'DENIED'

/** The key of the one value: reading all entries at once costs a read in a while, and none for a request. */
export const LIST_KEY = 'tokens'

/** Seconds for which a data centre keeps the value that it has read: the least that KV takes. */
const CACHE_SECONDS = 30

/** Milliseconds for which an isolate uses what it has read. */
const FRESH_MS = 20_000

/** Milliseconds that a read may take; meanwhile others use the copy. */
const READ_MS = 2000

/** Milliseconds for which a copy is used while the list cannot be read. */
const USABLE_MS = 300_000

const RETRY_SECONDS = 10

/** Seconds within which a new entry is enforced, by what KV documents of its caches. It promises no bound of its own. */
export const DELAY_SECONDS = CACHE_SECONDS + (FRESH_MS + READ_MS) / 1000

const RULES = { timeout: READ_MS, totalTimeout: READ_MS }

type Namespace = Pick<KVNamespace, 'get'>

function isNamespace(binding: unknown): binding is Namespace {
  return typeof binding === 'object' && binding !== null && 'get' in binding
}

interface Copy {
  readonly text: string | null
  readonly entries: DenyEntries
  /** Milliseconds at which its read began. */
  readonly at: number
}

type KeepAlive = (work: Promise<unknown>) => void

/** Refuses tokens that the owner has taken back. The requests of an isolate share its copy of the list. */
export interface DenyList {
  /**
   * @param wire the URL as it arrived
   * @param keepAlive keeps the context alive until a read has ended: a client that leaves must not end it for all
   * @throws Failure forbidden: denied; deny-list-unavailable: the list cannot be read, and no copy of the last five minutes
   * is left
   */
  assertAllowed(wire: Wire, env: Readonly<Record<string, unknown>>, keepAlive: KeepAlive): Promise<void>
}

/** @param now milliseconds */
export function denyList(now: () => number = () => Date.now()): DenyList {
  const logFault = rareFault(DENIED, now)
  let copy: Copy | undefined
  let begun = Number.NEGATIVE_INFINITY

  /** Each request reads for itself: one that waited for the read of another would hang if that one ended. */
  async function read(binding: unknown): Promise<DenyEntries> {
    const at = now()
    begun = at
    if (!isNamespace(binding)) throw new Error(`${DENIED} is no KV namespace`)
    const text = await deadline(RULES, new AbortController().signal).run(() =>
      binding.get(LIST_KEY, { cacheTtl: CACHE_SECONDS }),
    )
    const entries = copy && copy.text === text ? copy.entries : parseEntries(text ?? '')
    if (!copy || copy.at <= at) copy = { text, entries, at }
    return entries
  }

  function copyWithin(ms: number): DenyEntries | undefined {
    return copy && now() - copy.at < ms ? copy.entries : undefined
  }

  async function current(binding: unknown, keepAlive: KeepAlive): Promise<DenyEntries> {
    const isBeingRead = now() - begun < READ_MS
    const known = copyWithin(isBeingRead ? USABLE_MS : FRESH_MS)
    if (known) return known
    try {
      const reading = read(binding)
      keepAlive(reading.catch(() => undefined))
      return await reading
    } catch (error) {
      logFault(error)
      const last = copyWithin(USABLE_MS)
      if (last) return last
      throw new Failure('deny-list-unavailable', undefined, undefined, { retryAfter: RETRY_SECONDS })
    }
  }

  return {
    async assertAllowed(wire, env, keepAlive) {
      const binding = env[DENIED]
      if (binding === undefined) return
      const entries = await current(binding, keepAlive)
      if (entries.size > 0 && entries.has(await denialOf(wire))) deny('the token is on the deny list')
    },
  }
}
