import { type Owner, setOwnerRules } from '../memory/index.ts'

/**
 * Sign that a request's context is active. A context can end at any moment without an event. Its
 * client may reset the connection, or the platform may stop work that still runs some time after
 * the answer. Each entry that a context has in the isolate's shared state contains the context's
 * heartbeat. When a context has ended, its entries are dropped.
 */
export type Heartbeat = Owner

const BEAT_MS = 200
/** Milliseconds without a beat after which a heartbeat is late. */
const LATE_MS = 2 * BEAT_MS

/**
 * Rounds that a late heartbeat misses before its context counts as ended: the context's entries are
 * dropped, and its memory and buffers are taken. A request would fail if its context were alive.
 * Live contexts missed up to 4 rounds in all while their process was stopped for 1 to 4 s at a time
 * and shared its cores (2026-11-30).
 */
const MAX_ROUNDS = 6

/**
 * Current round number. In a round, each active context beats about once. The round ends when a
 * context beats for the second time. Rounds pass only while timers fire, whereas clock time also
 * passes while code computes or other processes keep the cores busy.
 */
let round = 0

/** Heartbeat that was seen late. */
interface Suspect {
  /** The late beat. A heartbeat with a later one is not late any more. */
  readonly at: number
  /** Round in which the heartbeat was first seen late. */
  readonly since: number
}

/**
 * The isolate's late heartbeats. Once any context has seen that a heartbeat is late, others may
 * find its context ended.
 */
const suspects = new WeakMap<Heartbeat, Suspect>()

/**
 * Starts a heartbeat in the current context. The platform would end a context as hung if it only
 * waited for other contexts. The heartbeat's timer prevents this.
 * @param onBeat is called with each beat, in the same context
 */
export function startHeartbeat(onBeat?: () => void): { readonly heartbeat: Heartbeat; stop(): void } {
  const heartbeat = { at: Date.now() }
  let lastRound = round
  const timer = setInterval(() => {
    if (lastRound === round) round++
    lastRound = round
    heartbeat.at = Date.now()
    onBeat?.()
  }, BEAT_MS)
  return { heartbeat, stop: () => clearInterval(timer) }
}

/**
 * Returns `true` if a heartbeat's context has ended. No timer fires while code computes, and
 * afterwards timers fire in any order. A context has therefore ended only if its beat is still
 * missing after other contexts have beaten several times.
 */
export function hasEnded(heartbeat: Heartbeat): boolean {
  const { at } = heartbeat
  if (Date.now() - at <= LATE_MS) return false
  const suspect = suspects.get(heartbeat)
  if (suspect?.at === at) return round - suspect.since >= MAX_ROUNDS
  suspects.set(heartbeat, { at, since: round })
  return false
}

setOwnerRules({
  start() {
    const { heartbeat, stop } = startHeartbeat()
    return { owner: heartbeat, stop }
  },
  hasEnded,
})
