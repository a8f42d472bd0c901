import { Failure } from '../errors.ts'
import { wipe } from '../wasm-memory/wipe.ts'
import type { Owner } from './owner.ts'

/** Right to use one WebAssembly memory. */
export interface Seat {
  /** The memory. It is all zeros when a use begins. */
  readonly memory: WebAssembly.Memory
  /** Context that holds the seat. */
  readonly owner: Owner
  /** `true` if the memory is the one that foreign codecs use, which then have to wait. */
  readonly isLarge: boolean
  /**
   * Second memory, if its holder took two at once: the large memory and a kernel memory. Foreign
   * codecs that work for a kernel in one memory use the other.
   */
  readonly partner?: Seat | undefined
  /**
   * Begins a use of the memory.
   * @returns function that throws once this use has ended, or once the seat was taken away
   */
  begin(): () => void
  /** Ends the current use, and wipes the memory for the next one. */
  end(): void
  /** Ends the current use and gives the seat back. Further calls have no effect. */
  free(): void
}

/** A seat as the pool sees it. */
export interface TakenSeat {
  readonly seat: Seat
  readonly owner: Owner
  /** Maximum bytes to which the owner plans to grow the memory. */
  readonly bytes: number
  readonly isLarge: boolean
  /**
   * Takes the seat away from a context that has ended, and wipes the memory. If the context were
   * alive after all, it could not reach the memory any more: its views have length 0, and every
   * call to its instances checks the function that `begin` has returned.
   */
  revoke(): void
}

const lost = () => new Failure('busy', undefined, 'the memory was given to other work')

/**
 * Makes a seat.
 * @param open returns the memory; it is called at most once, when the memory is first used
 * @param onFree is called once, as soon as the memory is wiped and free
 */
export function seatIn(
  open: () => WebAssembly.Memory,
  holder: Pick<TakenSeat, 'owner' | 'bytes' | 'isLarge'>,
  onFree: () => void = () => undefined,
): TakenSeat {
  let memory: WebAssembly.Memory | undefined
  let isTaken = true
  let isUsed = false
  let uses = 0

  function taken(): WebAssembly.Memory {
    if (!isTaken) throw lost()
    memory ??= open()
    isUsed = true
    return memory
  }

  function end(): void {
    if (!isTaken || !memory || !isUsed) return
    uses++
    isUsed = false
    wipe(memory)
  }

  function free(): void {
    if (!isTaken) return
    end()
    isTaken = false
    onFree()
  }

  return {
    ...holder,
    seat: {
      get memory() {
        return taken()
      },
      owner: holder.owner,
      isLarge: holder.isLarge,
      begin() {
        taken()
        const own = uses
        return () => {
          if (!isTaken || own !== uses) throw lost()
        }
      },
      end,
      free,
    },
    revoke() {
      if (isTaken && memory) {
        // Growing by nothing detaches the buffer, and with it every view.
        WebAssembly.Memory.prototype.grow.call(memory, 0)
        // A codec may have limited the growth, and can no longer restore it.
        Reflect.deleteProperty(memory, 'grow')
      }
      free()
    },
  }
}

/**
 * Returns a seat in the same memory whose other properties may differ. A memory is made when it is
 * first read, and that may throw. So this function does not read it, as a spread would.
 */
const seatLike = (seat: Seat, changed: Partial<Omit<Seat, 'memory'>>): Seat => ({
  owner: seat.owner,
  isLarge: seat.isLarge,
  begin: seat.begin,
  end: seat.end,
  free: seat.free,
  ...changed,
  get memory() {
    return seat.memory
  },
})

/** Returns a seat with a partner. Both are given back together. */
export const paired = (seat: Seat, partner: Seat): Seat =>
  seatLike(seat, {
    partner,
    free() {
      partner.free()
      seat.free()
    },
  })

/** Returns the seat for a kernel that runs in the partner, so that codecs use the other memory. */
export const swapped = (seat: Seat): Seat => (seat.partner ? paired(seat.partner, seat) : seat)

/** Returns a seat that calls a function before it is given back. */
export const withEnd = (seat: Seat, onEnd: () => void): Seat =>
  seatLike(seat, {
    free() {
      onEnd()
      seat.free()
    },
  })

/** Returns a seat for one use. Its holder keeps the memory. */
export const lent = (seat: Seat): Seat => seatLike(seat, { free: seat.end })

const ALWAYS: Owner = { at: Number.POSITIVE_INFINITY }

/** Makes a seat in a separate memory, for work outside the pool. */
export const ownSeat = (memory: WebAssembly.Memory): Seat =>
  seatIn(() => memory, { bytes: 0, owner: ALWAYS, isLarge: false }).seat
