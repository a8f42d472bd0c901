import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { singleFlight } from '../../../src/cache/flight.ts'

const KEY = 'https://img.example.com/key'

function visit(start: (signal: AbortSignal) => Promise<string>) {
  const client = new AbortController()
  return { client, leader: { start, gone: client.signal, keepAlive: () => undefined } }
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
    reject(new Error('broken'))
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
    expect(await follower).toEqual({ value: 'image', shared: true })
  })

  it('runs on its own when the leader never lands', async () => {
    const fly = singleFlight<string>(1000)
    fly(KEY, visit(pending().start).leader)
    const follower = fly(KEY, visit(async () => 'own').leader)
    await vi.advanceTimersByTimeAsync(1001)
    expect(await follower).toEqual({ value: 'own', shared: false })
  })
})
