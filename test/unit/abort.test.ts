import { expect, it, vi } from 'vitest'
import { sleep } from '../../src/abort.ts'

it('a sleep rejects with the reason of its signal and clears its timer', async () => {
  vi.useFakeTimers()
  const client = new AbortController()
  const sleeping = sleep(10_000, client.signal)
  client.abort(new Error('gone'))
  await expect(sleeping).rejects.toThrow('gone')
  await expect(sleep(1, client.signal)).rejects.toThrow('gone')
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
