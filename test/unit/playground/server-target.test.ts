import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readTarget, signTarget } from '../../../playground/server/target.ts'
import { configure } from '../../../src/edge/config.ts'
import { failure } from '../../support/process/failure.ts'

const entryOf = (id: string) => `${id}:${createHmac('sha256', 'playground').update(id).digest('base64url')}`
const zone = (prefix: string) => ({ prefix, source: 'r2:IMAGES' })

async function callOf(
  ids: readonly string[],
  keys: object,
  zones: object = { all: zone('/') },
  secrets: object = {},
) {
  const SIGNING_KEYS = ids.map(entryOf).join()
  const env = { SIGNING_KEYS, IMAGES: { get() {}, head() {} }, zones, keys, ...secrets }
  const ctx = { waitUntil() {}, passThroughOnException() {}, props: {} } as unknown as ExecutionContext
  return { request: new Request('http://localhost:8787/'), env, ctx, config: await configure(env) }
}

test('a mark has its key, as in the product', async () => {
  const call = await callOf(['a'], {}, undefined, { MARK_KEYS: entryOf('m') })
  const { intent, key } = await readTarget('/a.jpg?width=9&mark=00000001', call)
  expect(intent).toMatchObject({ width: 9, mark: { value: '00000001', key: { id: 'm' }, personal: false } })
  expect(key).toContain('mark-key=m')
  await expect(readTarget('/a.jpg?width=9&mark=00000001', await callOf(['a'], {}))).rejects.toThrow(
    failure('bad-parameter', 'mark: MARK_KEYS is not set; set it, or leave mark out'),
  )
})

describe('the key of a target', () => {
  test('is the first that the zone takes', async () => {
    const zones = { all: zone('/'), shop: zone('/shop/') }
    const call = await callOf(['a', 'b'], { a: { zones: ['shop'] } }, zones)
    expect((await signTarget('/a.jpg?width=9', call)).keyId).toBe('b')
    expect((await signTarget('/shop/a.jpg?width=9', call)).keyId).toBe('a')
    await expect(signTarget('/a.jpg?width=9&kid=a', call)).rejects.toThrow(
      failure('bad-parameter', 'kid must be one of b, got a'),
    )
  })

  test('is named where the zone has more than four', async () => {
    const call = await callOf(['a', 'b', 'c', 'd', 'e'], {})
    const { url, message } = await signTarget('/a.jpg?width=9', call)
    expect(url).toMatch(/^\/a\.jpg\?width=9&kid=a&token=/)
    expect(message).toBe('signet-v1\n/a.jpg\nwidth=9&kid=a')
    expect((await signTarget('/a.jpg', call)).url).toMatch(/^\/a\.jpg\?kid=a&token=/)
    expect((await signTarget('/a.jpg?kid=e', call)).url).toMatch(/^\/a\.jpg\?kid=e&token=/)
  })

  test('is none where no key may be used', async () => {
    const zones = { all: zone('/'), shop: zone('/shop/') }
    const call = await callOf(['a'], { a: { zones: ['shop'] } }, zones)
    await expect(signTarget('/a.jpg', call)).rejects.toThrow(
      failure('bad-parameter', 'no key may be used in the zone all'),
    )
  })

  test('is named for a mark of claims, which it is part of', async () => {
    const call = await callOf(['a', 'b', 'c', 'd', 'e'], {}, undefined, { MARK_KEYS: entryOf('m') })
    const { intent } = await readTarget('/a.jpg?width=9&mark=claims', call)
    expect(intent).toMatchObject({
      mark: { value: expect.stringMatching(/^[0-9a-f]{16}$/), key: { id: 'm' } },
    })
  })

  test('may force a preset, which the plan then has', async () => {
    const zones = { all: { ...zone('/'), presets: { card: { width: 400 } } } }
    const call = await callOf(['a', 'b'], { a: { preset: 'card' } }, zones)
    expect((await readTarget('/a.jpg', call)).intent).toEqual({
      width: 400,
      keepSmaller: false,
      transcode: false,
    })
    expect((await readTarget('/a.jpg?kid=b', call)).intent).toBeUndefined()
  })
})
