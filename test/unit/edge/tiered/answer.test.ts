import { afterEach, describe, expect, it, vi } from 'vitest'
import { cacheKey } from '../../../../src/edge/cache/key.ts'
import { configure } from '../../../../src/edge/config.ts'
import { answerGateway } from '../../../../src/edge/tiered/answer.ts'
import { formatQuestion, parseAnswer, renderPath } from '../../../../src/edge/tiered/exchange.ts'
import { importKey, signHmac } from '../../../../src/signing/auth/hmac.ts'
import { formatIntent, parseIntent } from '../../../../src/signing/url/intent.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'

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
  zones: {
    images: { prefix: '/', source: 'r2:IMAGES' },
    dated: {
      prefix: '/dated/',
      source: 'r2:IMAGES',
      font: '/f.ttf',
      presets: { date: { oltext: '{date}' } },
      mandatory: ['date'],
    },
  },
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
  ])('refuses a URL %s and reads nothing', async (_, token, at, reason) => {
    expect(await ask('a.jpg', token, at)).toBe(reason)
    expect(reads).toEqual([])
  })

  it('refuses every caller except the gateway', async () => {
    const response = await answerGateway(new Request(`${ORIGIN}/a.jpg`), ENV, { waitUntil() {} })
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store'])
  })

  describe('for a text with the day', () => {
    const midnight = Date.UTC(2026, 10, 26)
    afterEach(() => void vi.useRealTimers())

    it.each([
      ['takes the day before for a minute after midnight', 59_000, 'not-found'],
      ['refuses it then', 60_000, 'the question has the URL of another image'],
    ])('%s', async (_, passed, expected) => {
      vi.useFakeTimers({ now: midnight + passed, toFake: ['Date'] })
      const { zones } = await configure(ENV)
      const path = '/dated/a.jpg'
      const token = await signHmac(await importKey('k1', BYTES), path, '')
      const wire = parseWire(`${ORIGIN}${path}?token=${token}`)
      const zone = zones.find(({ name }) => name === 'dated')
      const intent = parseIntent(wire, zone?.rules, { now: midnight / 1000 - 1 })
      const names = ['r2:IMAGES/a.jpg', 'r2:IMAGES/f.ttf']
      const key = cacheKey(ORIGIN, names, intent && formatIntent(intent), { max_age: 86_400, generation: '' })
      const signedUrl = `${ORIGIN}${path}?token=${token}`
      const url = ORIGIN + (await renderPath(key))
      const question = formatQuestion(url, { ask: 'a', signedUrl, accept: null }, 'GET')
      const { result } = await parseAnswer(await answerGateway(question, ENV, { waitUntil() {} }))
      const failure = 'failure' in result ? result.failure : undefined
      expect(failure?.reason ?? failure?.code).toBe(expected)
      reads.splice(0)
    })
  })
})
