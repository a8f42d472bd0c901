import { type Answered, CLIENT_GONE } from './fields.ts'

/** What an isolate holds at a moment. */
export interface IsolateUse {
  /** Requests that make an image, and that wait for their turn. */
  readonly slots: { readonly running: number; readonly waiting: number }
  /** Requests that wait for memory, and the bytes that are planned or kept. */
  readonly memory: { readonly waiting: number; readonly bytes: number }
  /** WebAssembly instances since the isolate started. */
  readonly pool: { readonly reused: number; readonly started: number }
}

/** What a line has of an isolate, in this order: the most at a time, or the number since the line before. */
export const ISOLATE_FIELDS = {
  seconds: 'since the line before',
  requests: 'answered',
  hits: 'answered from a cache',
  shared: 'answered with the image of another request',
  misses: 'images made',
  refused: 'answered 503: too many waited',
  errors: 'answered with 500 or above, those included',
  gone: 'clients that had left',
  running: 'requests that made an image at the same time, at most',
  waiting: 'requests that waited at the same time, at most',
  memory: 'bytes that were planned or kept at the same time, at most',
  reused: 'WebAssembly instances taken from the pool',
  started: 'WebAssembly instances that had to be started',
  bucket_hits: 'hits that the bucket of derivatives answered',
} as const

type Numbers = Record<keyof typeof ISOLATE_FIELDS, number>

/** A line about an isolate, before it is JSON. */
export interface IsolateLine extends Readonly<Numbers> {
  readonly kind: 'isolate'
  /** Chosen at random when the isolate serves its first request. */
  readonly isolate: string
}

const EVERY_MS = 60_000

/** Counts what an isolate does, in plain numbers. */
export interface IsolateMetrics {
  /** Looks at what the isolate holds: the most counts. */
  readonly observe: () => void
  /** Counts an answer. @returns what `tick` does */
  readonly count: (answered: Answered) => IsolateLine | undefined
  /** Looks whether a line is due. @returns it, where the last one, or the first request, is a minute ago */
  readonly tick: () => IsolateLine | undefined
}

const randomId = () => crypto.getRandomValues(new Uint32Array(1))[0]?.toString(16).padStart(8, '0') ?? ''

/** @param now milliseconds; on Cloudflare the clock stands still while code computes */
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
