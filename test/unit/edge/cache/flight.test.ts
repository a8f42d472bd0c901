import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { singleFlight } from '../../../../src/edge/cache/flight.ts'
import { Failure } from '../../../../src/errors.ts'

const KEY = 'https://img.example.com/key'

function visit(start: (signal: AbortSignal) => Promise<string>) {
  const client = new AbortController()
  const options = {
    start,
    find: async () => undefined,
    isShared: () => true,
    clientSignal: client.signal,
    keepAlive: () => undefined,
  }
  return { client, options }
}

function pending() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  return { start: vi.fn((_: AbortSignal) => promise), resolve, reject }
}

describe('single flight', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('runs once for concurrent requests, and reports which of them share the run', async () => {
    const fly = singleFlight<string>(1000)
    const { start, resolve } = pending()
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, visit(start).options)))
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect(await answers).toEqual([
      { value: 'image', shared: false },
      { value: 'image', shared: true },
      { value: 'image', shared: true },
    ])
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('runs again after the first run has ended, and separately for other keys', async () => {
    const fly = singleFlight<string>(1000)
    const start = vi.fn(async () => 'image')
    await fly(KEY, visit(start).options)
    await Promise.all([fly(KEY, visit(start).options), fly(`${KEY}2`, visit(start).options)])
    expect(start).toHaveBeenCalledTimes(3)
  })

  it('shares a failure but does not store it', async () => {
    const fly = singleFlight<string>(1000)
    const { start, reject } = pending()
    const answers = Promise.allSettled([fly(KEY, visit(start).options), fly(KEY, visit(start).options)])
    reject(new Failure('corrupt'))
    await vi.advanceTimersByTimeAsync(200)
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await fly(KEY, visit(async () => 'image').options)).value).toBe('image')
  })

  it('stops when the only client leaves', () => {
    const fly = singleFlight<string>(1000)
    const { start } = pending()
    const { client, options } = visit(start)
    fly(KEY, options)
    client.abort()
    expect(start.mock.calls[0]?.[0].aborted).toBe(true)
  })

  it('is not joined after it was stopped', async () => {
    const fly = singleFlight<string>(1000)
    const { start, reject } = pending()
    const { client, options } = visit(start)
    const left = fly(KEY, options)
    client.abort()
    const other = fly(KEY, visit(async () => 'own').options)
    reject(new Error('stopped'))
    await expect(left).rejects.toThrow('stopped')
    expect(await other).toEqual({ value: 'own', shared: false })
  })

  it("continues for a follower when the leader's client leaves", async () => {
    const fly = singleFlight<string>(1000)
    const { start, resolve } = pending()
    const { client, options } = visit(start)
    fly(KEY, options)
    const follower = fly(KEY, visit(start).options)
    client.abort()
    expect(start.mock.calls[0]?.[0].aborted).toBe(false)
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect(await follower).toEqual({ value: 'image', shared: true })
  })

  it('continues as long as the leader is active', async () => {
    const fly = singleFlight<string>(60_000)
    const { start, resolve } = pending()
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, visit(start).options)))
    await vi.advanceTimersByTimeAsync(50_000)
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect((await answers).map(({ shared }) => shared)).toEqual([false, true, true])
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('returns busy to a follower that has waited too long', async () => {
    const fly = singleFlight<string>(1000)
    fly(KEY, visit(pending().start).options)
    const follower = expect(fly(KEY, visit(pending().start).options)).rejects.toMatchObject({ code: 'busy' })
    await vi.advanceTimersByTimeAsync(1200)
    await follower
  })

  it('runs for each request if the value cannot be shared', async () => {
    const fly = singleFlight<string>(1000)
    const start = vi.fn(async () => 'stream')
    const answers = [1, 2, 3].map(() => fly(KEY, { ...visit(start).options, isShared: () => false }))
    await vi.advanceTimersByTimeAsync(200)
    expect(await Promise.all(answers)).toEqual(Array(3).fill({ value: 'stream', shared: false }))
    expect(start).toHaveBeenCalledTimes(3)
  })
})

describe('clients that leave', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('stop the run when the last follower has also left', async () => {
    const fly = singleFlight<string>(60_000)
    const { start } = pending()
    const [first, second] = [visit(start), visit(start)]
    fly(KEY, first.options).catch(() => undefined)
    fly(KEY, second.options).catch(() => undefined)
    first.client.abort()
    await vi.advanceTimersByTimeAsync(300)
    expect(start.mock.calls[0]?.[0].aborted).toBe(false)
    second.client.abort()
    await vi.advanceTimersByTimeAsync(300)
    expect(start.mock.calls[0]?.[0].aborted).toBe(true)
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('start no run if they left before', async () => {
    const fly = singleFlight<string>(60_000)
    const { start } = pending()
    const { client, options } = visit(start)
    client.abort()
    await expect(fly(KEY, options)).rejects.toThrow()
    expect(start).not.toHaveBeenCalled()
  })

  it('are refused if too many wait', async () => {
    const fly = singleFlight<string>(60_000)
    const { start, resolve } = pending()
    const crowd = Array.from({ length: 501 }, () => fly(KEY, visit(start).options))
    await expect(fly(KEY, visit(start).options)).rejects.toMatchObject({ code: 'busy' })
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect(await Promise.all(crowd)).toHaveLength(501)
  })
})

describe('a dead leader', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Starts a flight whose leader is dead: its timers never fire. */
  function die(fly: ReturnType<typeof singleFlight<string>>) {
    // Vitest would restore a spy once more after `vi.useRealTimers()`.
    const fake = globalThis.setInterval
    globalThis.setInterval = (() => 0) as never
    fly(KEY, visit(pending().start).options)
    globalThis.setInterval = fake
  }

  it('is replaced by one of its followers', async () => {
    const fly = singleFlight<string>(10_000)
    die(fly)
    const { start, resolve } = pending()
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, visit(start).options)))
    await vi.advanceTimersByTimeAsync(2000)
    expect(start).toHaveBeenCalledTimes(1)
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect((await answers).filter(({ shared }) => !shared)).toHaveLength(1)
  })

  it('may have stored its image in the cache', async () => {
    const fly = singleFlight<string>(10_000)
    die(fly)
    const { start } = pending()
    const answers = Promise.all(
      [1, 2].map(() => fly(KEY, { ...visit(start).options, find: async () => 'cached' })),
    )
    await vi.advanceTimersByTimeAsync(2000)
    expect((await answers).map(({ value }) => value)).toEqual(['cached', 'cached'])
    expect(start).not.toHaveBeenCalled()
  })

  it('may have stored a stream, which each follower reads separately', async () => {
    const fly = singleFlight<string>(10_000)
    die(fly)
    const { start } = pending()
    const found = { find: async () => 'stream', isShared: () => false }
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, { ...visit(start).options, ...found })))
    await vi.advanceTimersByTimeAsync(2000)
    expect((await answers).map(({ value }) => value)).toEqual(['stream', 'stream', 'stream'])
    expect(start).not.toHaveBeenCalled()
  })
})
