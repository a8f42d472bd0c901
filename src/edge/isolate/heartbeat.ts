import { type Owner, setOwnerRules } from '../../memory/index.ts'

/**
 * Sign that a request's context is active. A context can end at any moment without an event. Its
 * client may reset the connection, or the platform may stop work that still runs some time after
 * the answer. Every entry of a context in the isolate's shared state has the heartbeat of the
 * context. Entries of ended contexts are dropped.
 */
export type Heartbeat = Owner

const BEAT_MS = 200
/** Milliseconds without a beat after which a heartbeat is late. */
const LATE_MS = 2 * BEAT_MS

/**
 * Rounds that a late heartbeat misses before its context has ended: the entries of the context are
 * dropped, and its memory and buffers are taken. A request would fail if its context were alive.
 * Live contexts missed up to 4 rounds in all while their process was stopped for 1 to 4 s at a time
 * and shared its cores (2026-11-30).
 */
const MAX_ROUNDS = 6

/**
 * Number of the current round. In a round, each active context beats about once. It ends when a
 * context beats for the second time in it. Rounds pass only while timers fire. The time of day also
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

/** Late heartbeats of the isolate. Whichever context sees one first, others may find it ended. */
const suspects = new WeakMap<Heartbeat, Suspect>()

/**
 * Starts a heartbeat in the current context. A context that only waits for other contexts would be
 * ended by the platform as hung. The timer of the heartbeat prevents this.
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
 * Returns `true` if the context of a heartbeat has ended. No timer fires while code computes, and
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
