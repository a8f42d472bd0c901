import { expect, test } from 'vitest'
import { sampleUrls } from '../../../tools/start-urls.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const keys = (count: number) => Array.from({ length: count }, (_, at) => `k${at}:${KEY}`).join()

test.each([
  [4, null],
  [5, 'k0'],
])('of %i keys, the URLs of the samples name %s', async (count, kid) => {
  const urls = await sampleUrls('http://127.0.0.1:8787', keys(count))
  expect(new Set(urls.map((url) => new URL(url).searchParams.get('kid')))).toEqual(new Set([kid]))
})
