import { describe, expect, it } from 'vitest'
import { importKey, signHmac } from '../../../src/auth/hmac.ts'
import { cacheKey } from '../../../src/cache/key.ts'
import { answerGateway } from '../../../src/tiered/answer.ts'
import { formatQuestion, parseAnswer, renderPath } from '../../../src/tiered/exchange.ts'

const BYTES = Uint8Array.from({ length: 32 }, (_, index) => index)
const ORIGIN = 'https://img.example.com'
const reads: string[] = []
const ENV = {
  SIGNING_KEYS: `k1:${Buffer.from(BYTES).toString('base64url')}`,
  IMAGES: {
    async get(name: string) {
      reads.push(name)
      return null
    },
    head() {},
  },
  zones: { images: { prefix: '/', source: 'r2:IMAGES' } },
}

const keyOf = (name: string) =>
  cacheKey(ORIGIN, [`r2:IMAGES/${name}`], 'width=20', { max_age: 86_400, generation: '' })

async function ask(name: string, token: string | undefined, at = name): Promise<string | undefined> {
  const signed = await signHmac(await importKey('k1', BYTES), `/${name}`, 'width=20')
  const signedUrl = `${ORIGIN}/${name}?width=20&token=${token ?? signed}`
  const url = ORIGIN + (await renderPath(keyOf(at)))
  const question = formatQuestion(url, { ask: 'a', signedUrl, accept: null }, 'GET')
  const { result } = await parseAnswer(await answerGateway(question, ENV, { waitUntil() {} }))
  return 'failure' in result ? (result.failure.reason ?? result.failure.code) : undefined
}

describe('the entrypoint behind the cache', () => {
  it('looks for the image of a signed URL', async () => {
    expect(await ask('a.jpg', undefined)).toBe('not-found')
    expect(reads.splice(0)).toEqual(['a.jpg'])
  })

  it.each<[string, string | undefined, string, string]>([
    ['that is not signed', 'A'.repeat(43), 'a.jpg', 'the hmac token does not match'],
    ['at the place of another image', undefined, 'b.jpg', 'the question has the URL of another image'],
  ])('refuses a URL %s, and reads nothing', async (_, token, at, reason) => {
    expect(await ask('a.jpg', token, at)).toBe(reason)
    expect(reads).toEqual([])
  })

  it('refuses whoever is not the gateway', async () => {
    const response = await answerGateway(new Request(`${ORIGIN}/a.jpg`), ENV, { waitUntil() {} })
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store'])
  })
})
