import { Failure } from '../errors.ts'

interface Waiting {
  readonly bytes: number
  readonly admit: (lease: Lease) => void
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
}

/** What one task holds, and since when. */
interface Lease {
  readonly bytes: number
  readonly since: number
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
  const leases = new Set<Lease>()

  function held(): number {
    for (const lease of leases) if (Date.now() - lease.since > LONGEST) leases.delete(lease)
    return [...leases].reduce((sum, { bytes }) => sum + bytes, 0)
  }

  function advance(): void {
    for (let next = waiting[0]; next && held() + next.bytes <= memory; next = waiting[0]) {
      waiting.shift()
      const lease = { bytes: next.bytes, since: Date.now() }
      leases.add(lease)
      next.admit(lease)
    }
  }

  function acquire(bytes: number): Promise<Lease> {
    if (bytes > memory)
      throw new Failure(
        'over-budget',
        `${megabytes(bytes)} MB of memory are needed: at most ${Math.floor(memory / 1e6)}`,
      )
    if (waiting.length >= queue) throw new Failure('busy', 'try again in a moment')
    const { promise, resolve } = Promise.withResolvers<Lease>()
    waiting.push({ bytes, admit: resolve })
    advance()
    return promise
  }

  return {
    async admit(bytes, task) {
      const lease = await acquire(bytes)
      try {
        return await task()
      } finally {
        leases.delete(lease)
        advance()
      }
    },
  }
}
