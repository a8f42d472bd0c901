import { afterAll, beforeAll, expect, it } from 'vitest'
import { configuredSource } from '../../../../src/edge/source/kinds.ts'
import { type Store, startStore } from '../../../support/worker/store.ts'

const RULES = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1000,
  timeout: 5000,
  totalTimeout: 60_000,
}
const never = new AbortController().signal

let store: Store
beforeAll(async () => {
  store = await startStore()
})
afterAll(() => store.close())

const open = () =>
  configuredSource(
    { source: `s3:${store.url}`, credentials: { secret: 'STORE', region: 'auto' } },
    { STORE: store.credentials },
    RULES,
  ).open

it('a store gets conditional requests with a signature', async () => {
  await store.bucket.put('a.jpg', 'first')
  const first = await open()('a.jpg', never)
  expect(await new Response(first.body).text()).toBe('first')
  const same = await open()('a.jpg', never, first)
  expect(same).toMatchObject({ unchanged: true, etag: first.etag })
  await store.bucket.put('a.jpg', 'second')
  const changed = await open()('a.jpg', never, first)
  expect(await new Response(changed.body).text()).toBe('second')
  await store.bucket.delete('a.jpg')
  await expect(open()('a.jpg', never, first)).rejects.toMatchObject({ code: 'not-found', source: 'gone' })
})
