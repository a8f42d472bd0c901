import { Failure } from '../errors.ts'

interface Waiting {
  readonly bytes: number
  readonly admit: (lease: Lease) => void
}

/** Memory that is held until it is given back. */
export interface Lease {
  /**
   * Makes it so many bytes, if they fit beside what already runs.
   * @throws Failure over-budget for more than there are at all
   */
  resize(bytes: number): boolean
  /** Gives back all; further times are of no effect. */
  release(): void
}

/** What an isolate can hold, and how many may wait for it. */
export interface Capacity {
  readonly memory: number
  readonly queue: number
}

/** Admits work by the bytes it plans to hold. */
export interface Admission {
  /**
   * Runs `task` as soon as `bytes` fit beside what already runs; in order of arrival, so that large ones are not starved.
   * @throws Failure busy where the queue is full; over-budget where it would wait for ever
   */
  admit<T>(bytes: number, task: () => Promise<T>): Promise<T>
  /** Admits likewise what is to be held until it is released. Who has a lease must not wait for another: all might. */
  acquire(bytes: number): Promise<Lease>
  /** Memory that is free and that nobody waits for, if there is as much. */
  spare(bytes: number): Lease | undefined
}

/** What one task holds, and since when. */
interface Held {
  bytes: number
  since: number
}

/**
 * Milliseconds after which a task is taken for dead: the platform ends work 30 seconds after its answer, without a word
 * to the code that did it, and an isolate must not lose that room for ever.
 */
const LONGEST = 60_000

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)

/** A weighted semaphore with a bounded queue. */
export function admission({ memory, queue }: Capacity): Admission {
  const waiting: Waiting[] = []
  const leases = new Set<Held>()

  function held(): number {
    for (const lease of leases) if (Date.now() - lease.since > LONGEST) leases.delete(lease)
    return [...leases].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  function advance(): void {
    for (let next = waiting[0]; next && held() + next.bytes <= memory; next = waiting[0]) {
      waiting.shift()
      next.admit(lease(next.bytes))
    }
  }

  function assertFits(bytes: number): void {
    if (bytes > memory)
      throw new Failure(
        'over-budget',
        `${megabytes(bytes)} MB of memory are needed: at most ${Math.floor(memory / 1e6)}`,
      )
  }

  function lease(bytes: number): Lease {
    const own: Held = { bytes, since: Date.now() }
    leases.add(own)
    return {
      resize(wanted) {
        assertFits(wanted)
        if (held() - own.bytes + wanted > memory) return false
        Object.assign(own, { bytes: wanted, since: Date.now() })
        leases.add(own)
        advance()
        return true
      },
      release() {
        if (leases.delete(own)) advance()
      },
    }
  }

  async function acquire(bytes: number): Promise<Lease> {
    assertFits(bytes)
    if (waiting.length >= queue) throw new Failure('busy', 'try again in a moment')
    const { promise, resolve } = Promise.withResolvers<Lease>()
    waiting.push({ bytes, admit: resolve })
    advance()
    return promise
  }

  return {
    async admit(bytes, task) {
      const { release } = await acquire(bytes)
      try {
        return await task()
      } finally {
        release()
      }
    },
    acquire,
    spare: (bytes) => (waiting.length === 0 && held() + bytes <= memory ? lease(bytes) : undefined),
  }
}

/** Requests that are let in beside those that may wait for memory: they are looked at, or run. */
const BESIDE = 16

/**
 * Lets in so many requests at a time that what each looks at before memory is planned for it is little in sum; others
 * wait outside and hold nothing.
 * @throws Failure busy where too many do
 */
export function entrance({ queue }: Pick<Capacity, 'queue'>): <T>(task: () => Promise<T>) => Promise<T> {
  const places = queue + BESIDE
  const { admit } = admission({ memory: places, queue: 4 * places })
  return (task) => admit(1, task)
}
