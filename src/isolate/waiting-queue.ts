import { Failure } from '../errors.ts'
import { type Heartbeat, type Observer, observe } from './heartbeat.ts'

interface Ticket<Need> extends Heartbeat {
  readonly need: Need
  /** How many that came later were let through before it. */
  overtaken: number
}

/** What a line is for. */
export interface QueueRules<Need> {
  /** Most that may wait. */
  readonly capacity: number
  /** Milliseconds that one waits at most. */
  readonly patience: number
  /** How many that came later may pass one that does not fit. */
  readonly maxOvertaken: number
  /**
   * Whether there is room for the last of `needs`, beside those before it, which will be taken as soon as their contexts
   * look. Drops what the dead have left, as the observer finds it.
   */
  fits(needs: readonly Need[], observer: Observer): boolean
  /** What needs of one kind have in common: where one does not fit, later ones of its kind do not either. */
  kindOf?(need: Need): string
  /** Takes the room. */
  take(need: Need): void
}

export interface WaitingQueue<Need> {
  /**
   * Waits until there is room, and takes it, in order of arrival; what needs little may pass what does not fit yet, but
   * not for ever.
   * @throws Failure busy: too many wait, or it has waited for too long; and the signal's reason
   */
  pass(need: Need, gate: QueueRules<Need>, signal: AbortSignal): Promise<void>
  /** The needs of those who wait. */
  waiting(): readonly Need[]
}

/** Milliseconds for which a ticket whose context has not looked is taken for one that waits, where nobody observes it. */
const UNSEEN = 5_000
/** Milliseconds between two looks: those in front look more often. */
const LOOK = { first: 10, more: 5, most: 100 }

/** Seconds after which a refused client may try again. */
const RETRY_AFTER = 2

export function busy(detail: string): Failure {
  return new Failure('busy', detail, undefined, { retryAfter: RETRY_AFTER })
}

/**
 * A line in which each waits with a timer of its own context, and takes for itself: what one context hands to another
 * may go to a dead one, and a context that has nothing of its own to wait for is ended as hung.
 */
export function waitingQueue<Need>(): WaitingQueue<Need> {
  const tickets: Ticket<Need>[] = []

  function remove(ticket: Ticket<Need>): void {
    const at = tickets.indexOf(ticket)
    if (at >= 0) tickets.splice(at, 1)
  }

  /** Whether a ticket may go now. */
  function mayGo(own: Ticket<Need>, gate: QueueRules<Need>, observer: Observer): boolean {
    for (const ticket of tickets.filter((each) => each !== own && observer.isDead(each))) remove(ticket)
    const before: Need[] = []
    const passed: Ticket<Need>[] = []
    const blocked = new Set<string>()
    for (const ticket of tickets) {
      const kind = gate.kindOf?.(ticket.need)
      const goes = !(kind && blocked.has(kind)) && gate.fits([...before, ticket.need], observer)
      if (ticket === own) {
        if (goes) for (const other of passed) other.overtaken++
        return goes
      }
      if (goes) before.push(ticket.need)
      else if (ticket.overtaken >= gate.maxOvertaken) return false
      else {
        passed.push(ticket)
        if (kind) blocked.add(kind)
      }
    }
    return false
  }

  /** Waits for the next look. A ticket that was taken for dead takes the last place. */
  async function look(ticket: Ticket<Need>, observer: Observer): Promise<void> {
    await observer.sleep(Math.min(LOOK.most, LOOK.first + LOOK.more * Math.max(0, tickets.indexOf(ticket))))
    ticket.at = Date.now()
    if (!tickets.includes(ticket)) tickets.push(ticket)
  }

  return {
    async pass(need, gate, signal) {
      signal.throwIfAborted()
      const observer = observe(signal)
      const ticket = { need, at: Date.now(), overtaken: 0 }
      tickets.push(ticket)
      try {
        const last = ticket.at + gate.patience
        for (let isNew = true; !mayGo(ticket, gate, observer); isNew = false) {
          if (isNew && tickets.length > gate.capacity)
            throw busy('too many requests wait: try again in a moment')
          if (ticket.at > last) throw busy('the server had no room in time: try again in a moment')
          await look(ticket, observer)
        }
        gate.take(need)
      } finally {
        remove(ticket)
      }
    },
    waiting() {
      const oldest = Date.now() - UNSEEN
      return tickets.filter(({ at }) => at >= oldest).map(({ need }) => need)
    },
  }
}
