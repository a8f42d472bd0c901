import { describe, expect, it } from 'vitest'
import { openInstance } from '../../../../src/edge/instance.ts'
import { assertOwnEnvironment } from '../../../../src/edge/tiered/own-environment.ts'
import { silentFailure } from '../../../support/process/failure.ts'
import { SIGNING_KEYS } from '../../../support/worker/worker.ts'

/** Returns a bucket. Two buckets have the same JSON, `{}`, but are different bindings. */
const bucket = () => ({ get() {}, head() {} })

const zones = {
  images: { prefix: '/', source: 'r2:IMAGES/a/' },
  shop: { prefix: '/shop/', source: 'https://shop.example.com/', credentials: { secret: 'SHOP' } },
}
const ENV = { SIGNING_KEYS, IMAGES: bucket(), DERIVATIVES: bucket(), OTHER: bucket(), SHOP: 'a:b', zones }

async function assertOwn(env: object, inCode: boolean): Promise<void> {
  const { configure } = openInstance(inCode ? { config: { zones } } : {})
  assertOwnEnvironment({ ...env }, ENV, await configure(ENV))
}

describe('an environment that is passed to a tiered cache', () => {
  it.each([
    ['a copy', {}],
    ['another bucket that no zone uses', { OTHER: bucket(), MORE: 1 }],
    ['equal tables', { zones: structuredClone(zones) }],
  ])('may be %s', async (_, change) => {
    await expect(assertOwn({ ...ENV, ...change }, false)).resolves.toBeUndefined()
  })

  it.each([
    ['IMAGES', bucket()],
    ['IMAGES', undefined],
    ['DERIVATIVES', undefined],
    ['DERIVATIVES', bucket()],
    ['SHOP', 'a:c'],
    ['SIGNING_KEYS', `x${SIGNING_KEYS}`],
    ['THUMBOR_KEY', 'x'.repeat(32)],
    ['zones', { ...zones, more: { prefix: '/more/', source: 'r2:OTHER' } }],
    ['hosts', ['a.example']],
  ])('must have the same %s', async (name, value) => {
    const reason = `cache.tiered: ${name} is not that of the Worker, which Render reads: pass the environment unchanged`
    await expect(assertOwn({ ...ENV, [name]: value }, false)).rejects.toThrow(
      silentFailure('misconfigured', reason),
    )
  })

  it('may have other tables if the configuration is in code', async () => {
    await expect(assertOwn({ ...ENV, zones: {}, hosts: ['a.example'] }, true)).resolves.toBeUndefined()
    await expect(assertOwn({ ...ENV, IMAGES: bucket() }, true)).rejects.toThrow('cache.tiered: IMAGES')
  })
})
