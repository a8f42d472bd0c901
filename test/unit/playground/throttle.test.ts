import { expect, test, vi } from 'vitest'
import { throttle } from '../../../playground/page/stage/throttle.ts'

test('a throttle passes on the first value immediately, then the newest of each 250 ms, and the last', () => {
  vi.useFakeTimers()
  try {
    const seen: number[] = []
    const { push, flush } = throttle((value: number) => seen.push(value))
    push(1)
    push(2)
    push(3)
    expect(seen).toEqual([1])
    vi.advanceTimersByTime(250)
    expect(seen).toEqual([1, 3])
    push(4)
    flush()
    expect(seen).toEqual([1, 3, 4])
    vi.advanceTimersByTime(1000)
    push(5)
    expect(seen).toEqual([1, 3, 4, 5])
  } finally {
    vi.useRealTimers()
  }
})
