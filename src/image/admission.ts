import { Failure } from '../errors.ts'

interface Waiting {
  readonly bytes: number
  readonly admit: () => void
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
   * @throws Failure busy where the queue is full
   */
  admit<T>(bytes: number, task: () => Promise<T>): Promise<T>
}

/** A weighted semaphore with a bounded queue. */
export function admission({ memory, queue }: Capacity): Admission {
  const waiting: Waiting[] = []
  let held = 0

  function advance(): void {
    for (let next = waiting[0]; next && held + next.bytes <= memory; next = waiting[0]) {
      waiting.shift()
      held += next.bytes
      next.admit()
    }
  }

  function acquire(bytes: number): Promise<void> {
    if (waiting.length >= queue) throw new Failure('busy', 'try again in a moment')
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push({ bytes, admit: resolve })
    advance()
    return promise
  }

  return {
    async admit(bytes, task) {
      await acquire(bytes)
      try {
        return await task()
      } finally {
        held -= bytes
        advance()
      }
    },
  }
}
