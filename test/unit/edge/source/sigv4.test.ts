import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeKey, signatureHeaders } from '../../../../src/edge/source/sigv4.ts'
import vectors from '../../../vectors/sigv4.json' with { type: 'json' }

const { accessKeyId, secretAccessKey, region, endpoint, published, computed } = vectors
const KEY = { accessKeyId, secretAccessKey, region }

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(vectors.time), toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const authorization = (signature: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20130524/us-east-1/s3/aws4_request, ` +
  `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`
const signed = (signature: string) => ({
  authorization: authorization(signature),
  'x-amz-content-sha256': EMPTY,
  'x-amz-date': '20130524T000000Z',
})

describe('a signature', () => {
  it.each(published.queries)('equals that of the documentation for $query', async ({ query, signature }) => {
    expect(await signatureHeaders(new URL(endpoint + query), KEY)).toEqual(signed(signature))
  })

  it.each(computed.keys)('equals that of botocore for the key $key', async ({ key, path, signature }) => {
    const url = new URL(endpoint + key.split('/').map(encodeKey).join('/'))
    expect(url.pathname).toBe(path)
    expect(await signatureHeaders(url, KEY)).toEqual(signed(signature))
  })

  it.each([
    ['another secret', { ...KEY, secretAccessKey: 'other' }, 'test.txt'],
    ['another region', { ...KEY, region: 'auto' }, 'test.txt'],
    ['another key', KEY, 'test.tx'],
  ])('differs for %s', async (_, key, path) => {
    const [known] = computed.keys.filter(({ key }) => key === 'test.txt')
    const headers = await signatureHeaders(new URL(endpoint + path), key)
    expect(headers['authorization']).toContain('Signature=')
    expect(headers['authorization']).not.toContain(known?.signature)
  })

  it('is the same with cached derived keys, and differs on the next day', async () => {
    const url = new URL(`${endpoint}test.txt`)
    const known = computed.keys.find(({ key }) => key === 'test.txt')?.signature ?? ''
    for (const region of Array.from({ length: 40 }, (_, index) => `r${index}`)) {
      await signatureHeaders(url, { ...KEY, region })
      expect(await signatureHeaders(url, KEY)).toEqual(signed(known))
    }
    vi.setSystemTime(new Date('2013-05-25T00:00:00Z'))
    const { authorization: next } = await signatureHeaders(url, KEY)
    expect(next).toContain('/20130525/us-east-1/s3/')
    expect(next).not.toContain(known)
  })
})
