import { afterEach, expect, it, vi } from 'vitest'
import { announce } from '../../../../src/edge/log/announce.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('each sentence is announced once', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  for (const sentence of ['a', 'b', 'a', 'b']) announce(sentence)
  expect(warn.mock.calls).toEqual([['a'], ['b']])
})

it('a failing log does not fail a request', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {
    throw new Error('the platform failed')
  })
  expect(() => announce('c')).not.toThrow()
})
