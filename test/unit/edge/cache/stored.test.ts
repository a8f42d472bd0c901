import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sourceTag } from '../../../../src/edge/cache/key.ts'
import { formatStored, parseStored } from '../../../../src/edge/cache/stored.ts'

const KEY = 'https://img.example.com/.signet/8/derivative/60/-/r2%3AIMAGES%2Fa.jpg?width=4'

const token = fc.stringMatching(/^[\w%"/;=.-]{1,40}$/)
const seconds = fc.nat()
const derivatives = fc.record({
  length: fc.option(fc.nat(), { nil: undefined }),
  type: fc.constantFrom('image/webp', 'application/json'),
  etag: fc.option(token, { nil: undefined }),
  until: seconds,
  checked: seconds,
  made: seconds,
  validators: fc.oneof(token, fc.constant('')),
  processed: fc.constantFrom(0 as const, 1 as const, 2 as const),
  info: fc.record({ bytes: fc.nat(), format: fc.constantFrom('webp', 'json') }, { requiredKeys: [] }),
})

it('stored headers are unchanged after writing and reading', async () => {
  await fc.assert(
    fc.asyncProperty(derivatives, async (derivative) => {
      const headers = await formatStored(KEY, derivative, 'no-store', [])
      const { body } = new Response('x')
      expect(parseStored({ headers, body })).toEqual({ ...derivative, body })
    }),
  )
})

it('stored headers contain the Cache-Control and the cache tags', async () => {
  const [derivative] = fc.sample(derivatives, 1)
  if (!derivative) throw new Error('no sample')
  const headers = await formatStored(KEY, derivative, 'public, max-age=5', ['zone:images', 'preset:card'])
  expect(headers.get('cache-control')).toBe('public, max-age=5')
  expect(headers.get('cache-tag')).toBe(`${await sourceTag('r2:IMAGES/a.jpg')},zone:images,preset:card`)
})

it('stored headers without a body are not a derivative', () => {
  expect(parseStored(new Response(null))).toBeUndefined()
})
