import { describe, expect, it, vi } from 'vitest'
import type { Derivative } from '../../../../src/edge/cache/derivative.ts'
import { obtain, type StaleEntry, scopedWork, sharedWork } from '../../../../src/edge/cache/obtain.ts'
import type { TieredCache } from '../../../../src/edge/cache/tiers.ts'
import { Failure } from '../../../../src/errors.ts'
import { timing } from '../../../../src/timing.ts'

const KEY = 'https://img.example.com/.signet/8/derivative/86400/-/a'
const NOW = 1_000_000
const ZONE = { name: 'images', revalidate: 300, stale_if_error: 60, immutable: false }

const derivative = (age: number, format = 'old'): Derivative => ({
  body: new Uint8Array([1]),
  length: 1,
  type: 'image/webp',
  etag: '"a"',
  until: NOW - age + 86_400,
  checked: NOW - age,
  made: NOW - age,
  validators: 'v',
  processed: 1,
  info: { format },
})

/**
 * Makes a request with a cache of one entry. `settled` waits for the promises that the context
 * keeps alive.
 */
function request(
  entry: Derivative | undefined,
  make: () => Promise<Derivative>,
  client?: AbortSignal,
  behindCache = false,
) {
  let kept = entry
  const work: Promise<unknown>[] = []
  const cache: TieredCache = {
    get: vi.fn(async () => kept && { ...kept, tier: 'bucket' as const }),
    put: vi.fn(async (_key: string, value: Derivative) => {
      kept = value
    }),
    isPurged: vi.fn(async () => false),
    delete: vi.fn(async () => {
      kept = undefined
    }),
  }
  const made = vi.fn((_signal: AbortSignal, _stale: StaleEntry | undefined) => make())
  const shared = sharedWork()
  const options = {
    zone: ZONE,
    now: NOW,
    timing: timing(),
    behindCache,
    make: made,
    clientSignal: client ?? new AbortController().signal,
    keepAlive: (each: Promise<unknown>) => void work.push(each),
  }
  const ask = (changes: { now?: number } = {}) => obtain(KEY, cache, shared, { ...options, ...changes })
  async function settled() {
    while (work.length > 0) await work.shift()
  }
  return { ask, cache, made, settled, kept: () => kept }
}

const renewed = async () => derivative(0, 'new')
const failing = (failure: Failure) => async () => {
  throw failure
}
const DOWN = new Failure('bad-origin', undefined, 'down', { source: 'unavailable' })

describe('a cached derivative', () => {
  it('costs one look-up if it is fresh', async () => {
    const { ask, cache, made } = request(derivative(10), renewed)
    expect((await ask()).derivative.info.format).toBe('old')
    expect(cache.get).toHaveBeenCalledTimes(1)
    expect(made).not.toHaveBeenCalled()
  })

  it('is served immediately in its last fifth, and checked even if the client has left', async () => {
    const client = AbortSignal.abort()
    const { ask, made, settled, kept } = request(derivative(250), renewed, client)
    const { derivative: served, outcome } = await ask()
    expect([served.info.format, outcome.hit]).toEqual(['old', true])
    await settled()
    expect(made.mock.calls[0]?.[1]?.entry.info.format).toBe('old')
    expect(made.mock.calls[0]?.[0].aborted).toBe(false)
    expect(kept()?.info.format).toBe('new')
  })

  it('is checked once for concurrent requests in its last fifth', async () => {
    const { promise, resolve } = Promise.withResolvers<Derivative>()
    const { ask, made, settled } = request(derivative(250), () => promise)
    await Promise.all([ask(), ask(), ask()])
    resolve(await renewed())
    await settled()
    expect(made).toHaveBeenCalledTimes(1)
  })

  it('survives a failing source in its last fifth', async () => {
    const { ask, settled, kept } = request(derivative(250), failing(DOWN))
    await ask()
    await settled()
    expect(kept()?.info.format).toBe('old')
  })

  it.each([250, 300])('checked %i s ago is deleted if the source no longer has the image', async (age) => {
    const gone = new Failure('bad-origin', undefined, 'status 403', { source: 'gone' })
    const { ask, settled, kept } = request(derivative(age), failing(gone))
    const answer = await ask().then(
      ({ derivative: { info } }) => info.format,
      ({ code }) => code,
    )
    expect(answer).toBe(age < 300 ? 'old' : 'not-found')
    await settled()
    expect(kept()).toBeUndefined()
  })

  it('is deleted if its new image cannot be made', async () => {
    const { ask, settled, kept } = request(derivative(300), failing(new Failure('corrupt')))
    await expect(ask()).rejects.toMatchObject({ code: 'corrupt' })
    await settled()
    expect(kept()).toBeUndefined()
  })

  it.each<[string, number, Failure, string]>([
    ['while its source is down', 359, DOWN, 'old'],
    ['no longer than the zone allows', 360, DOWN, 'bad-origin'],
    ['not while this isolate is busy', 300, new Failure('busy'), 'busy'],
    ['not where the origin is set up wrongly', 300, new Failure('bad-origin'), 'bad-origin'],
  ])('may be served %s', async (_, age, failure, expected) => {
    const { ask, settled, kept } = request(derivative(age), failing(failure))
    const answer = await ask().then(
      ({ derivative: { info } }) => info.format,
      ({ code }) => code,
    )
    expect(answer).toBe(expected)
    await settled()
    expect(kept()?.info.format).toBe('old')
  })
})

it.each<[string, Partial<Derivative>, boolean]>([
  ['was purged', {}, true],
  ['is older than 30 days', { made: NOW - 30 * 86_400 }, false],
])('a stale derivative that %s is made anew and not served after an error', async (_, changes, isPurged) => {
  const entry = { ...derivative(300), ...changes }
  const good = request(entry, renewed)
  vi.mocked(good.cache.isPurged).mockResolvedValue(isPurged)
  await good.ask()
  expect(good.made.mock.calls[0]?.[1]).toBeUndefined()
  const bad = request(entry, failing(DOWN))
  vi.mocked(bad.cache.isPurged).mockResolvedValue(isPurged)
  await expect(bad.ask()).rejects.toMatchObject({ code: 'bad-origin' })
})

describe('a derivative behind a cache that retries by itself', () => {
  const behind = (age: number, make = renewed) => request(derivative(age), make, undefined, true)

  it('is served if it is fresh and no purge is recorded', async () => {
    const { ask, cache, made } = behind(239)
    expect((await ask()).outcome).toMatchObject({ hit: true })
    expect([vi.mocked(cache.isPurged).mock.calls.length, made.mock.calls.length]).toEqual([1, 0])
  })

  it('is made anew if it was purged', async () => {
    const { ask, cache, made } = behind(10)
    vi.mocked(cache.isPurged).mockResolvedValue(true)
    expect((await ask()).derivative.info.format).toBe('new')
    expect(made.mock.calls[0]?.[1]).toBeUndefined()
  })

  it.each([240, 299])('checked %i s ago is checked before it is served', async (age) => {
    const { ask, made } = behind(age)
    const { derivative: served, outcome } = await ask()
    expect([served.info.format, outcome.stale]).toEqual(['new', true])
    expect(made.mock.calls[0]?.[1]?.entry.info.format).toBe('old')
  })

  it('in its last fifth is served after an error, but only once', async () => {
    const { derivative: served } = await behind(299, failing(DOWN)).ask()
    expect([served.info.format, served.until]).toEqual(['old', NOW])
  })
})

it('an uncached image is made, and its failure deletes nothing', async () => {
  const first = request(undefined, renewed)
  expect((await first.ask()).outcome).toEqual({ hit: false, stale: false, shared: false, stored: true })
  await first.settled()
  expect(first.kept()?.info.format).toBe('new')
  const second = request(undefined, failing(new Failure('not-found')))
  await expect(second.ask()).rejects.toMatchObject({ code: 'not-found' })
  expect(second.cache.delete).not.toHaveBeenCalled()
})

it.each([
  [new Failure('corrupt'), 59, 1],
  [new Failure('corrupt'), 60, 2],
  [new Failure('over-budget'), 59, 1],
  [new Failure('not-found'), 0, 2],
  [DOWN, 0, 2],
])('a failure is remembered: after %o, %i s later, %i runs were made', async (failure, after, runs) => {
  const { ask, made } = request(undefined, failing(failure))
  for (const now of [NOW, NOW + after])
    await expect(ask({ now })).rejects.toMatchObject({ code: failure.code })
  expect(made).toHaveBeenCalledTimes(runs)
})

describe('the shared work of two instances', () => {
  const signal = new AbortController().signal
  const cut = new Failure('corrupt')

  it('remembers a refusal only for the instance that it was for', () => {
    const work = sharedWork()
    const [one, other] = [scopedWork(work, '1\n'), scopedWork(work, '2\n')]
    one.refusals.add(KEY, cut, NOW, 60)
    expect([one.refusals.find(KEY, NOW), other.refusals.find(KEY, NOW)]).toEqual([cut, undefined])
  })

  it('is bounded together', () => {
    const work = sharedWork()
    const [one, other] = [scopedWork(work, '1\n'), scopedWork(work, '2\n')]
    one.refusals.add(KEY, cut, NOW, 60)
    for (let index = 0; index < 200; index++) other.refusals.add(`${KEY}${index}`, cut, NOW, 60)
    expect(one.refusals.find(KEY, NOW)).toBeUndefined()
  })

  it('runs each request for the same key apart, and follows only within an instance', async () => {
    const work = sharedWork()
    const { promise: go, resolve } = Promise.withResolvers<void>()
    const fly = (scope: string, format: string) =>
      scopedWork(work, scope).flights(KEY, {
        start: async () => {
          await go
          return derivative(0, format)
        },
        find: async () => undefined,
        isShared: () => true,
        clientSignal: signal,
        keepAlive: () => undefined,
      })
    const flights = [fly('1\n', 'one'), fly('2\n', 'two'), fly('1\n', 'three')]
    expect(['1\n', '2\n', '3\n'].map((scope) => scopedWork(work, scope).flights.isRunning(KEY))).toEqual([
      true,
      true,
      false,
    ])
    resolve()
    const results = await Promise.all(flights)
    expect(results.map(({ value, shared }) => [value.info.format, shared])).toEqual([
      ['one', false],
      ['two', false],
      ['one', true],
    ])
  })
})
