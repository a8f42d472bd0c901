import { assertNotAborted, sleep } from '../abort.ts'
import { busy } from '../errors.ts'
import { type Heartbeat, hasEnded, startHeartbeat } from './heartbeat.ts'

/** A waiting context's entry in the queue, with its own heartbeat. */
interface Ticket<Need> extends Heartbeat {
  readonly need: Need
  /** Time at which its wait ends, in milliseconds since 1970. */
  readonly deadline: number
  overtakenBy: number
}

/** Rules by which a queue serves its tickets. */
export interface QueueRules<Need> {
  /** Maximum number of tickets that may wait. */
  readonly capacity: number
  /** Maximum milliseconds that a ticket waits. */
  readonly maxWait: number
  /**
   * Maximum number of later tickets that may be served before a waiting ticket that does not fit.
   */
  readonly maxOvertaken: number
  /**
   * Returns `true` if the last need in `needs`, which are in arrival order, fits together with all
   * earlier needs. An earlier need counts although it holds no memory yet: its context takes the
   * memory when it checks the queue next. Drops entries whose contexts have ended.
   */
  fits(needs: readonly Need[]): boolean
  /**
   * Returns `true` if the last need in `needs` has to wait for similar work, such as long work.
   * Tickets for other work are then served before it, without limit.
   */
  isAside?(needs: readonly Need[]): boolean
  /**
   * Returns `true` if other tickets may have to wait for the one with this need. It may overtake
   * them without limit.
   */
  isUrgent?(need: Need): boolean
  /**
   * Returns a need's kind. If one need does not fit, later needs with the same kind do not fit
   * either.
   */
  kindOf?(need: Need): string
  /** Reserves the room for a ticket that is served. */
  take(need: Need): void
}

export interface WaitingQueue<Need> {
  /**
   * Waits until there is room and takes it, in arrival order. A later ticket may overtake one that
   * does not fit, as often as the rules allow.
   * @throws Failure busy (the queue is full, or the wait was too long), and the signal's reason
   */
  waitFor(need: Need, rules: QueueRules<Need>, signal: AbortSignal): Promise<void>
  /**
   * Visits the needs on tickets with a recent beat. Other tickets are left out, because their
   * contexts may have ended without being dropped from the queue.
   * @param visitor also gets the time at which the ticket's wait ends
   */
  visit(visitor: (need: Need, deadline: number) => void): void
  /** Returns the number of visited tickets. */
  length(): number
}

const STALE_MS = 5_000
const POLL_MS = { first: 10, perTicketAhead: 5, max: 100 }

/**
 * Creates a queue. Each context polls with its own timer and takes the room itself. Room that one
 * context gave to another could go to a context that has ended. The platform also ends a context as
 * hung if it has no timer or I/O.
 */
export function waitingQueue<Need>(): WaitingQueue<Need> {
  const tickets: Ticket<Need>[] = []

  /** Returns the number of tickets with a recent beat. */
  function length(): number {
    const oldest = Date.now() - STALE_MS
    return tickets.reduce((count, { at }) => count + Number(at >= oldest), 0)
  }

  function remove(ticket: Ticket<Need>): void {
    const index = tickets.indexOf(ticket)
    if (index >= 0) tickets.splice(index, 1)
  }

  /**
   * Returns `true` if a ticket may take its room now. In that case, increments `overtakenBy` on the
   * earlier tickets that it overtakes.
   */
  function isServed(own: Ticket<Need>, rules: QueueRules<Need>): boolean {
    for (let index = tickets.length - 1; index >= 0; index--) {
      const ticket = tickets[index]
      if (ticket && ticket !== own && hasEnded(ticket)) tickets.splice(index, 1)
    }
    const ownKind = rules.kindOf?.(own.need)
    const ahead: Need[] = []
    const overtaken: Ticket<Need>[] = []
    const blockedKinds = new Set<string>()
    for (const ticket of tickets) {
      const kind = rules.kindOf?.(ticket.need)
      const needs = [...ahead, ticket.need]
      const isAside = rules.isAside?.(needs) ?? false
      const fits = !isAside && !(kind && blockedKinds.has(kind)) && rules.fits(needs)
      if (ticket === own) {
        if (fits) for (const other of overtaken) other.overtakenBy++
        return fits
      }
      if (isAside) continue
      if (fits) ahead.push(ticket.need)
      else if (ticket.overtakenBy >= rules.maxOvertaken && !rules.isUrgent?.(own.need)) return false
      // In a full queue, most tickets have the same kind, and each ticket looks at the queue often.
      else if (kind && kind === ownKind) return false
      else {
        overtaken.push(ticket)
        if (kind) blockedKinds.add(kind)
      }
    }
    return false
  }

  /**
   * Sleeps until the next poll. A ticket that was dropped meanwhile, because it looked ended, goes
   * to the end of the queue.
   */
  async function sleepInQueue(ticket: Ticket<Need>, signal: AbortSignal): Promise<void> {
    const ahead = Math.max(0, tickets.indexOf(ticket))
    await sleep(Math.min(POLL_MS.max, POLL_MS.first + POLL_MS.perTicketAhead * ahead), signal)
    if (!tickets.includes(ticket)) tickets.push(ticket)
  }

  return {
    async waitFor(need, rules, signal) {
      assertNotAborted(signal)
      const { heartbeat, stop } = startHeartbeat()
      const deadline = heartbeat.at + rules.maxWait
      const ticket: Ticket<Need> = Object.assign(heartbeat, { need, deadline, overtakenBy: 0 })
      tickets.push(ticket)
      try {
        for (let isNew = true; !isServed(ticket, rules); isNew = false) {
          if (isNew && length() > rules.capacity) throw busy('too many requests are waiting')
          if (Date.now() > deadline) throw busy('no slot or memory was free in time')
          await sleepInQueue(ticket, signal)
        }
        rules.take(need)
      } finally {
        stop()
        remove(ticket)
      }
    },
    visit(visitor) {
      const oldest = Date.now() - STALE_MS
      for (const { at, need, deadline } of tickets) if (at >= oldest) visitor(need, deadline)
    },
    length,
  }
}
