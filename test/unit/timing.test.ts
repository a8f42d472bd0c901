import { expect, it } from 'vitest'
import { timing } from '../../src/timing.ts'

it('adds up stages for the header and the log, including those that fail or were measured elsewhere', async () => {
  let now = 0
  const clock = timing(() => now)
  const take = (ms: number) => async () => {
    now += ms
  }
  await clock.stage('auth', take(1.26))
  await clock.stage('source', take(10))
  await clock.stage('source', take(5.5))
  await expect(
    clock.stage('decode', async () => {
      now += 2
      throw new Error('damaged')
    }),
  ).rejects.toThrow('damaged')
  clock.add('source', 1)
  clock.add('encode', 4)
  expect(clock.stages()).toEqual({ auth: 1.3, source: 16.5, decode: 2, encode: 4 })
  expect(clock.header()).toBe('auth;dur=1.3, source;dur=16.5, decode;dur=2.0, encode;dur=4.0')
})
