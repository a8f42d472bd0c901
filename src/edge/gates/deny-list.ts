import { Failure } from '../../errors.ts'
import { deny } from '../../signing/auth/scheme.ts'
import type { Wire } from '../../signing/url/wire.ts'
import { rareFault } from '../log/fault.ts'
import { deadline } from '../source/deadline.ts'
import { denialOf } from './denial.ts'
import { type DenyEntries, parseEntries } from './deny-entries.ts'

/** Binding name for the KV namespace that holds the deny list. */
export const DENIED = 'DENIED'

/**
 * Key under which all deny-list entries are stored as one value. All are read at once, so the list
 * costs an occasional read instead of one for every request.
 */
export const LIST_KEY = 'tokens'

/** Seconds for which a data center caches the deny list's value: the minimum that KV accepts. */
const CACHE_SECONDS = 30

/** Milliseconds for which an isolate uses its copy of the deny list without reading it again. */
const FRESH_MS = 20_000

/**
 * Maximum milliseconds that a read of the deny list takes. During the read, other requests use the
 * isolate's copy.
 */
const READ_MS = 2000

/** Maximum age in milliseconds of the copy that is used while the deny list cannot be read. */
const USABLE_MS = 300_000

const RETRY_SECONDS = 10

/**
 * Seconds within which a new deny-list entry takes effect, derived from KV's documentation about
 * its caches. KV does not guarantee a maximum.
 */
export const DELAY_SECONDS = CACHE_SECONDS + (FRESH_MS + READ_MS) / 1000

const RULES = { timeout: READ_MS, totalTimeout: READ_MS }

type Namespace = Pick<KVNamespace, 'get'>

function isNamespace(binding: unknown): binding is Namespace {
  return typeof binding === 'object' && binding !== null && 'get' in binding
}

interface Copy {
  readonly text: string | null
  readonly entries: DenyEntries
  /** Time in milliseconds at which the isolate began to read this copy of the deny list. */
  readonly at: number
}

/** Isolate's copy of one namespace's list, and the time at which the latest read began. */
interface KeptList {
  begun: number
  copy: Copy | undefined
}

type KeepAlive = (work: Promise<unknown>) => void

/**
 * Refuses tokens that the owner has revoked. The isolate's requests share its copy of a list. Each
 * namespace has its own copy, since instances may have different namespaces.
 */
export interface DenyList {
  /**
   * Checks that a URL is not on the deny list.
   * @param wire the URL as it arrived
   * @param keepAlive keeps the context alive until a read has ended, because a client that leaves
   *   must not end the read for all requests
   * @throws Failure forbidden: the URL is denied; deny-list-unavailable: the list cannot be read,
   *   and there is no copy from the last five minutes
   */
  assertAllowed(wire: Wire, env: Readonly<Record<string, unknown>>, keepAlive: KeepAlive): Promise<void>
}

/**
 * Creates an isolate's deny list.
 * @param now returns milliseconds
 */
export function denyList(now: () => number = () => Date.now()): DenyList {
  const logFault = rareFault(DENIED, now)
  const lists = new WeakMap<object, KeptList>()

  /**
   * Reads the list. Each request reads for itself: a request that waited for the read of another
   * one would hang if the other request ended.
   */
  async function read(binding: unknown, list: KeptList): Promise<DenyEntries> {
    const at = now()
    list.begun = at
    if (!isNamespace(binding)) throw new Error(`${DENIED} is no KV namespace`)
    const text = await deadline(RULES, new AbortController().signal).run(() =>
      binding.get(LIST_KEY, { cacheTtl: CACHE_SECONDS }),
    )
    const { copy } = list
    const entries = copy && copy.text === text ? copy.entries : parseEntries(text ?? '')
    if (!copy || copy.at <= at) list.copy = { text, entries, at }
    return entries
  }

  function copyWithin(ms: number, { copy }: KeptList): DenyEntries | undefined {
    return copy && now() - copy.at < ms ? copy.entries : undefined
  }

  function listOf(binding: unknown): KeptList {
    const none: KeptList = { begun: Number.NEGATIVE_INFINITY, copy: undefined }
    if (!isNamespace(binding)) return none
    const list = lists.get(binding) ?? none
    lists.set(binding, list)
    return list
  }

  async function current(binding: unknown, keepAlive: KeepAlive): Promise<DenyEntries> {
    const list = listOf(binding)
    const isBeingRead = now() - list.begun < READ_MS
    const known = copyWithin(isBeingRead ? USABLE_MS : FRESH_MS, list)
    if (known) return known
    try {
      const reading = read(binding, list)
      keepAlive(reading.catch(() => undefined))
      return await reading
    } catch (error) {
      logFault(error)
      const last = copyWithin(USABLE_MS, list)
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
