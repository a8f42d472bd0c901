import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { singleFlight } from '../../../src/cache/flight.ts'
import { Failure } from '../../../src/errors.ts'

const KEY = 'https://img.example.com/key'

function visit(start: (signal: AbortSignal) => Promise<string>) {
  const client = new AbortController()
  const leader = {
    start,
    find: async () => undefined,
    isShared: () => true,
    gone: client.signal,
    keepAlive: () => undefined,
  }
  return { client, leader }
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

  it('runs once for all who ask at once, and says who shared', async () => {
    const fly = singleFlight<string>(1000)
    const { start, resolve } = pending()
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, visit(start).leader)))
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect(await answers).toEqual([
      { value: 'image', shared: false },
      { value: 'image', shared: true },
      { value: 'image', shared: true },
    ])
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('runs again once the first has landed, and apart for other keys', async () => {
    const fly = singleFlight<string>(1000)
    const start = vi.fn(async () => 'image')
    await fly(KEY, visit(start).leader)
    await Promise.all([fly(KEY, visit(start).leader), fly(`${KEY}2`, visit(start).leader)])
    expect(start).toHaveBeenCalledTimes(3)
  })

  it('shares a failure and does not keep it', async () => {
    const fly = singleFlight<string>(1000)
    const { start, reject } = pending()
    const answers = Promise.allSettled([fly(KEY, visit(start).leader), fly(KEY, visit(start).leader)])
    reject(new Failure('corrupt'))
    await vi.advanceTimersByTimeAsync(200)
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect((await fly(KEY, visit(async () => 'image').leader)).value).toBe('image')
  })

  it('stops when the only client leaves', () => {
    const fly = singleFlight<string>(1000)
    const { start } = pending()
    const { client, leader } = visit(start)
    fly(KEY, leader)
    client.abort()
    expect(start.mock.calls[0]?.[0].aborted).toBe(true)
  })

  it('is not joined any more once it has been stopped', async () => {
    const fly = singleFlight<string>(1000)
    const { start, reject } = pending()
    const { client, leader } = visit(start)
    const left = fly(KEY, leader)
    client.abort()
    const other = fly(KEY, visit(async () => 'own').leader)
    reject(new Error('stopped'))
    await expect(left).rejects.toThrow('stopped')
    expect(await other).toEqual({ value: 'own', shared: false })
  })

  it('goes on for a follower when the leader leaves', async () => {
    const fly = singleFlight<string>(1000)
    const { start, resolve } = pending()
    const { client, leader } = visit(start)
    fly(KEY, leader)
    const follower = fly(KEY, visit(start).leader)
    client.abort()
    expect(start.mock.calls[0]?.[0].aborted).toBe(false)
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect(await follower).toEqual({ value: 'image', shared: true })
  })

  it('goes on for as long as the leader lives, however long it takes', async () => {
    const fly = singleFlight<string>(60_000)
    const { start, resolve } = pending()
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, visit(start).leader)))
    await vi.advanceTimersByTimeAsync(50_000)
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect((await answers).map(({ shared }) => shared)).toEqual([false, true, true])
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('ends as busy for a follower that has waited for too long', async () => {
    const fly = singleFlight<string>(1000)
    fly(KEY, visit(pending().start).leader)
    const follower = expect(fly(KEY, visit(pending().start).leader)).rejects.toMatchObject({ code: 'busy' })
    await vi.advanceTimersByTimeAsync(1200)
    await follower
  })

  it('is made by each for himself where its value cannot be shared', async () => {
    const fly = singleFlight<string>(1000)
    const start = vi.fn(async () => 'stream')
    const answers = [1, 2, 3].map(() => fly(KEY, { ...visit(start).leader, isShared: () => false }))
    await vi.advanceTimersByTimeAsync(200)
    expect(await Promise.all(answers)).toEqual(Array(3).fill({ value: 'stream', shared: false }))
    expect(start).toHaveBeenCalledTimes(3)
  })
})

describe('clients that leave one after the other', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('stop the run: the leader first, then those that waited for it', async () => {
    const fly = singleFlight<string>(60_000)
    const { start } = pending()
    const [first, second] = [visit(start), visit(start)]
    fly(KEY, first.leader).catch(() => undefined)
    fly(KEY, second.leader).catch(() => undefined)
    first.client.abort()
    await vi.advanceTimersByTimeAsync(300)
    expect(start.mock.calls[0]?.[0].aborted).toBe(false)
    second.client.abort()
    await vi.advanceTimersByTimeAsync(300)
    expect(start.mock.calls[0]?.[0].aborted).toBe(true)
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('begin nothing that they have left before', async () => {
    const fly = singleFlight<string>(60_000)
    const { start } = pending()
    const { client, leader } = visit(start)
    client.abort()
    await expect(fly(KEY, leader)).rejects.toThrow()
    expect(start).not.toHaveBeenCalled()
  })

  it('are refused beyond a number', async () => {
    const fly = singleFlight<string>(60_000)
    const { start, resolve } = pending()
    const crowd = Array.from({ length: 501 }, () => fly(KEY, visit(start).leader))
    await expect(fly(KEY, visit(start).leader)).rejects.toMatchObject({ code: 'busy' })
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect(await Promise.all(crowd)).toHaveLength(501)
  })
})

describe('a leader that has died', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A leader whose context ends without a word: its timers never fire again. */
  function die(fly: ReturnType<typeof singleFlight<string>>) {
    const stopped = vi.spyOn(globalThis, 'setInterval').mockReturnValueOnce(0 as never)
    fly(KEY, visit(pending().start).leader)
    stopped.mockRestore()
  }

  it('is followed by one of those who waited', async () => {
    const fly = singleFlight<string>(10_000)
    die(fly)
    const { start, resolve } = pending()
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, visit(start).leader)))
    await vi.advanceTimersByTimeAsync(2000)
    expect(start).toHaveBeenCalledTimes(1)
    resolve('image')
    await vi.advanceTimersByTimeAsync(200)
    expect((await answers).filter(({ shared }) => !shared)).toHaveLength(1)
  })

  it('may have left its image in the cache', async () => {
    const fly = singleFlight<string>(10_000)
    die(fly)
    const { start } = pending()
    const answers = Promise.all(
      [1, 2].map(() => fly(KEY, { ...visit(start).leader, find: async () => 'cached' })),
    )
    await vi.advanceTimersByTimeAsync(2000)
    expect((await answers).map(({ value }) => value)).toEqual(['cached', 'cached'])
    expect(start).not.toHaveBeenCalled()
  })

  it('may have left it in a form that each reads for himself', async () => {
    const fly = singleFlight<string>(10_000)
    die(fly)
    const { start } = pending()
    const found = { find: async () => 'stream', isShared: () => false }
    const answers = Promise.all([1, 2, 3].map(() => fly(KEY, { ...visit(start).leader, ...found })))
    await vi.advanceTimersByTimeAsync(2000)
    expect((await answers).map(({ value }) => value)).toEqual(['stream', 'stream', 'stream'])
    expect(start).not.toHaveBeenCalled()
  })
})
