import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hasEnded, observe, startHeartbeat } from '../../../../src/engine/memory/heartbeat.ts'

const { signal } = new AbortController()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a heartbeat', () => {
  it('keeps a context active as long as it beats', async () => {
    const { heartbeat, stop } = startHeartbeat()
    const observer = observe(signal)
    async function look(): Promise<boolean> {
      const slept = observer.sleep(20)
      await vi.advanceTimersByTimeAsync(20)
      await slept
      return hasEnded(heartbeat)
    }
    for (let n = 0; n < 200; n++) expect(await look()).toBe(false)
    stop()
    let looks = 0
    while (!(await look())) looks++
    expect(looks * 20).toBeGreaterThan(400)
    expect(looks * 20).toBeLessThan(1000)
  })

  it('keeps a context active while code computes, whoever polls first afterwards', async () => {
    const observer = observe(signal)
    const { heartbeat, stop } = startHeartbeat()
    vi.setSystemTime(Date.now() + 10_000)
    expect(hasEnded(heartbeat)).toBe(false)
    expect(hasEnded(heartbeat)).toBe(false)
    const slept = observer.sleep(300)
    await vi.advanceTimersByTimeAsync(300)
    await slept
    expect(hasEnded(heartbeat)).toBe(false)
    stop()
  })

  it('runs onBeat with each beat', () => {
    const beat = vi.fn()
    const { stop } = startHeartbeat(beat)
    vi.advanceTimersByTime(1000)
    expect(beat).toHaveBeenCalledTimes(5)
    stop()
  })
})

describe('an observer', () => {
  it('wakes when its signal fires', async () => {
    const client = new AbortController()
    const observer = observe(client.signal)
    const sleeping = observer.sleep(10_000)
    client.abort(new Error('gone'))
    await expect(sleeping).rejects.toThrow('gone')
    await expect(observer.sleep(1)).rejects.toThrow('gone')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a late heartbeat', () => {
  it('has ended as soon as the next beat of any other context finds it still late', async () => {
    const late = { at: Date.now() - 60_000 }
    const [before, other] = [startHeartbeat(), startHeartbeat()]
    expect(hasEnded(late)).toBe(false)
    before.stop()
    await vi.advanceTimersByTimeAsync(399)
    // The first beat of the other context was due before the heartbeat was seen late.
    expect(hasEnded(late)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(hasEnded(late)).toBe(true)
    other.stop()
  })

  it('has not ended if it beats, and counts as late anew later', async () => {
    const heartbeat = { at: Date.now() - 1000 }
    const other = startHeartbeat()
    expect(hasEnded(heartbeat)).toBe(false)
    heartbeat.at = Date.now()
    await vi.advanceTimersByTimeAsync(700)
    expect([hasEnded(heartbeat), hasEnded(heartbeat)]).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(400)
    expect([hasEnded(heartbeat, 2000), hasEnded(heartbeat)]).toEqual([false, true])
    other.stop()
  })
})
