import { type Answered, CLIENT_GONE } from './fields.ts'

/** Requests, memory and WebAssembly instances of an isolate at one time. */
export interface IsolateUse {
  /**
   * Number of requests that fetch or process an image, and number of requests that wait for their
   * turn.
   */
  readonly slots: { readonly running: number; readonly waiting: number }
  /** Number of requests that wait for memory, and bytes that are planned or kept. */
  readonly memory: { readonly waiting: number; readonly bytes: number }
  /**
   * Numbers of WebAssembly instances that were reused and that were started, since the isolate
   * started.
   */
  readonly pool: { readonly reused: number; readonly started: number }
}

/**
 * Fields of an isolate's log line, in their order. Each is a maximum or a count since the previous
 * line.
 */
export const ISOLATE_FIELDS = {
  seconds: 'seconds since the previous line',
  requests: 'requests that were answered',
  hits: 'requests that were answered from a cache',
  shared: 'requests that were answered with the image of another request',
  misses: 'images that were made',
  refused: 'requests that were answered with 503, because too many were waiting',
  errors: 'requests that were answered with 500 or above, `refused` included',
  gone: 'requests whose client had left',
  running: 'maximum number of requests that made an image at the same time',
  waiting: 'maximum number of requests that waited at the same time',
  memory: 'maximum bytes that were planned or kept at the same time',
  reused: 'WebAssembly instances taken from the pool',
  started: 'WebAssembly instances that had to be started',
  bucket_hits: 'hits in the bucket of derivatives',
} as const

type Numbers = Record<keyof typeof ISOLATE_FIELDS, number>

/** Log line about an isolate, before it is formatted as JSON. */
export interface IsolateLine extends Readonly<Numbers> {
  readonly kind: 'isolate'
  /** Random id, chosen when the isolate serves its first request. */
  readonly isolate: string
}

const EVERY_MS = 60_000

/** Counters of an isolate since its previous log line. */
export interface IsolateMetrics {
  /** Updates the maxima with the current use of the isolate. */
  readonly observe: () => void
  /**
   * Counts a response, updates the maxima, and checks whether a log line is due.
   * @returns the result of `tick`
   */
  readonly count: (answered: Answered) => IsolateLine | undefined
  /**
   * Updates the maxima and checks whether a log line is due.
   * @returns the log line if the previous one, or the first request, is at least a minute old
   */
  readonly tick: () => IsolateLine | undefined
}

const randomId = () => crypto.getRandomValues(new Uint32Array(1))[0]?.toString(16).padStart(8, '0') ?? ''

/**
 * Creates the counters of an isolate.
 * @param now returns the time in milliseconds; on Cloudflare the clock stands still while code
 *   computes
 */
export function isolateMetrics(use: () => IsolateUse, now: () => number = () => Date.now()): IsolateMetrics {
  const zeros = (): Numbers => {
    const { reused, started } = use().pool
    const none = Object.keys(ISOLATE_FIELDS).map((name) => [name, 0])
    return { ...(Object.fromEntries(none) as Numbers), reused: -reused, started: -started }
  }
  let isolate: string | undefined
  let since = 0
  let numbers = zeros()

  function observe(): void {
    const { slots, memory } = use()
    numbers.running = Math.max(numbers.running, slots.running)
    numbers.waiting = Math.max(numbers.waiting, slots.waiting + memory.waiting)
    numbers.memory = Math.max(numbers.memory, memory.bytes)
  }

  function take(seconds: number): Numbers {
    const { reused, started } = use().pool
    const taken = { ...numbers, seconds, reused: numbers.reused + reused, started: numbers.started + started }
    numbers = zeros()
    return taken
  }

  function tick(): IsolateLine | undefined {
    const at = now()
    if (isolate === undefined) {
      isolate = randomId()
      since = at
    }
    observe()
    if (at - since < EVERY_MS) return undefined
    const line: IsolateLine = { kind: 'isolate', isolate, ...take(Math.round((at - since) / 1000)) }
    since = at
    return line
  }

  return {
    observe,
    tick,
    count({ log, response: { status } }) {
      numbers.requests++
      if (log.cache === 'hit') numbers.hits++
      if (log.tier === 'bucket') numbers.bucket_hits++
      if (log.cache === 'shared') numbers.shared++
      if (log.cache === 'miss') numbers.misses++
      if (log.failure?.code === 'busy') numbers.refused++
      if (status >= 500) numbers.errors++
      if (status === CLIENT_GONE) numbers.gone++
      return tick()
    },
  }
}
