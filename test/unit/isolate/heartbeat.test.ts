import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hasEnded, startHeartbeat } from '../../../src/isolate/heartbeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a heartbeat', () => {
  it('keeps a context active as long as it beats', async () => {
    const [own, other] = [startHeartbeat(), startHeartbeat()]
    async function look(): Promise<boolean> {
      await vi.advanceTimersByTimeAsync(20)
      return hasEnded(own.heartbeat)
    }
    for (let n = 0; n < 200; n++) expect(await look()).toBe(false)
    own.stop()
    let looks = 0
    while (!(await look())) looks++
    expect(looks * 20).toBeGreaterThan(1000)
    expect(looks * 20).toBeLessThan(1800)
    other.stop()
  })

  it('runs onBeat with each beat', () => {
    const beat = vi.fn()
    const { stop } = startHeartbeat(beat)
    vi.advanceTimersByTime(1000)
    expect(beat).toHaveBeenCalledTimes(5)
    stop()
  })
})

describe('a late heartbeat', () => {
  it('has not ended while no other context beats', async () => {
    const late = { at: Date.now() - 60_000 }
    expect(hasEnded(late)).toBe(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(hasEnded(late)).toBe(false)
  })

  it('has ended after other contexts have beaten several times', async () => {
    const late = { at: Date.now() - 60_000 }
    const others = [startHeartbeat(), startHeartbeat(), startHeartbeat()]
    expect(hasEnded(late)).toBe(false)
    await vi.advanceTimersByTimeAsync(1100)
    expect(hasEnded(late)).toBe(false)
    await vi.advanceTimersByTimeAsync(400)
    expect(hasEnded(late)).toBe(true)
    for (const { stop } of others) stop()
  })

  it('has not ended if it beats, and counts as late anew later', async () => {
    const heartbeat = { at: Date.now() - 1000 }
    const other = startHeartbeat()
    expect(hasEnded(heartbeat)).toBe(false)
    heartbeat.at = Date.now()
    await vi.advanceTimersByTimeAsync(1000)
    expect([hasEnded(heartbeat), hasEnded(heartbeat)]).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(1300)
    expect(hasEnded(heartbeat)).toBe(true)
    other.stop()
  })
})

describe('after the isolate could not run for ten seconds', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('no live context has ended, although one beats three times before the others', () => {
    const beats: (() => void)[] = []
    vi.stubGlobal('setInterval', (beat: () => void) => beats.push(beat))
    const contexts = Array.from({ length: 6 }, () => startHeartbeat())
    const ended = () => contexts.filter(({ heartbeat }) => hasEnded(heartbeat))
    for (let stall = 0; stall < 20; stall++) {
      vi.setSystemTime(Date.now() + 10_000)
      const early = beats[stall % beats.length]
      for (const beat of [early, early, early, ...beats]) {
        expect(ended()).toEqual([])
        beat?.()
      }
    }
    expect(ended()).toEqual([])
  })
})
