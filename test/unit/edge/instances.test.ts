import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { configure } from '../../../src/edge/config.ts'

const zones = (prefix: string) => ({ zones: { images: { prefix, source: 'r2:IMAGES' } } })

const ENV = {
  SIGNING_KEYS: 'k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  IMAGES: { get() {}, head() {} },
}

// Test files share modules, therefore they are reset before and after.
beforeEach(() => vi.resetModules())
afterAll(() => vi.resetModules())

const open = () => import('../../../src/edge/instances.ts')

test('without an instance in code, [vars] configures the only instance', async () => {
  const { readInstances } = await open()
  const configs = await readInstances({ ...ENV, ...zones('/') })
  expect(configs.map((config) => config.zones.map(({ prefix }) => prefix))).toEqual([['/']])
  await expect(readInstances({ ...ENV })).rejects.toThrow('zones: is not set')
})

test('a Worker that creates instances without end does not fill the memory', async () => {
  const { announceInstance, readInstances } = await open()
  for (let count = 0; count < 100; count++) announceInstance((env) => configure({ ...env, ...zones('/') }))
  expect(await readInstances({ ...ENV })).toHaveLength(16)
})

test('instances in code have their own configurations, and [vars] needs no zones', async () => {
  const { announceInstance, readInstances } = await open()
  for (const prefix of ['/a/', '/b/']) announceInstance((env) => configure({ ...env, ...zones(prefix) }))
  const configs = await readInstances({ ...ENV })
  expect(configs.map((config) => config.zones.map(({ prefix }) => prefix))).toEqual([['/a/'], ['/b/']])
})
