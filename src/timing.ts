/** Measures the stages in one request, for its `Server-Timing` header and the log. */
export interface Timing {
  /** Runs a stage and adds its duration. */
  stage<T>(name: string, run: () => Promise<T>): Promise<T>
  /** Adds milliseconds that were measured elsewhere. */
  add(name: string, ms: number): void
  /** Returns the header's value (W3C Server Timing), in the order in which stages ended. */
  header(): string
  /** Returns the milliseconds for each stage that has ended, in the order in which stages ended. */
  stages(): Readonly<Record<string, number>>
}

/**
 * Starts to time a request. In production the clock does not advance while code computes, so only
 * the time spent waiting is measured. In local development, computing is measured, too.
 */
export function timing(now: () => number = () => performance.now()): Timing {
  const spent = new Map<string, number>()
  function add(name: string, ms: number): void {
    spent.set(name, (spent.get(name) ?? 0) + ms)
  }
  return {
    add,
    async stage(name, run) {
      const begin = now()
      try {
        return await run()
      } finally {
        add(name, now() - begin)
      }
    },
    stages: () => Object.fromEntries([...spent].map(([name, ms]) => [name, Math.round(ms * 10) / 10])),
    header: () => [...spent].map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`).join(', '),
  }
}
