import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cacheKey } from '../../../../src/edge/cache/key.ts'
import { configure } from '../../../../src/edge/config.ts'
import { openLog } from '../../../../src/edge/log/request-log.ts'
import { answerGateway } from '../../../../src/edge/tiered/answer.ts'
import { formatQuestion, parseAnswer, renderPath } from '../../../../src/edge/tiered/exchange.ts'
import { purge } from '../../../../src/edge/tiered/purge.ts'
import { signPurge } from '../../../../src/edge/tiered/purge-url.ts'
import { importKey, signHmac } from '../../../../src/signing/auth/hmac.ts'
import { failure } from '../../../support/process/failure.ts'

const ORIGIN = 'https://img.example.com'
const bytesOf = (id: string) => new Uint8Array(createHmac('sha256', 'tiered').update(id).digest())
const keyOf = (id: string) => importKey(id, bytesOf(id))

const KEYS = {
  small: { zones: ['images'], max_width: 20 },
  carded: { zones: ['images'], preset: 'card' },
  hour: { zones: ['images'], max_lifetime: 3600 },
  shop: { zones: ['shop'] },
  club: { zones: ['shop'] },
}
const reads: string[] = []
const ENV = {
  SIGNING_KEYS: ['free', ...Object.keys(KEYS)]
    .map((id) => `${id}:${Buffer.from(bytesOf(id)).toString('base64url')}`)
    .join(),
  IMAGES: {
    async get(name: string) {
      reads.push(name)
      return null
    },
    head() {},
  },
  keys: KEYS,
  zones: {
    images: { prefix: '/', source: 'r2:IMAGES', presets: { card: { blur: 1 } } },
    shop: { prefix: '/shop/', source: 'r2:IMAGES/shop/' },
  },
}

async function ask(id: string, query: string, intent = query): Promise<string | undefined> {
  const token = await signHmac(await keyOf(id), '/a.jpg', query)
  const signedUrl = `${ORIGIN}/a.jpg?${query}&token=${token}`
  const key = cacheKey(ORIGIN, ['r2:IMAGES/a.jpg'], intent, { max_age: 86_400, generation: '' })
  const url = ORIGIN + (await renderPath(key))
  const question = formatQuestion(url, { ask: 'a', signedUrl, accept: null }, 'GET')
  const { result } = await parseAnswer(await answerGateway(question, ENV, { waitUntil() {} }))
  return 'failure' in result ? (result.failure.reason ?? result.failure.code) : undefined
}

describe('the entrypoint behind the cache', () => {
  it.each([
    ['free', 'width=21', undefined],
    ['small', 'width=20', undefined],
    ['carded', 'width=20', 'width=20&enlarge=0&blur=1&keep-smaller=0&transcode=0'],
    ['hour', `width=20&expire=${Math.floor(Date.now() / 1000) + 3000}`, 'width=20'],
  ])('serves images that the key %s allows: %s', async (id, query, intent) => {
    expect(await ask(id, query, intent)).toBe('not-found')
    expect(reads.splice(0)).toEqual(['a.jpg'])
  })

  it.each([
    ['small', 'width=21', 'the key small may sign at most 20 pixels of width: the image could be wider'],
    ['carded', 'width=20', 'the question has the URL of another image'],
    ['shop', 'width=20', 'the hmac token does not match'],
  ])('reads nothing that the key %s forbids: %s', async (id, query, reason) => {
    expect(await ask(id, query)).toBe(reason)
    expect(reads).toEqual([])
  })
})

describe('a purge', async () => {
  const config = await configure(ENV)
  const purged: object[] = []
  async function purgeBy(id: string): Promise<number> {
    const url = await signPurge(ORIGIN, { zone: 'shop' }, await keyOf(id), Math.floor(Date.now() / 1000) + 60)
    const render = {
      fetch: () => Promise.reject(new Error('asked')),
      purge: async (what: object) => void purged.push(what),
    }
    const context = { config, env: ENV, log: openLog(), render }
    return (await purge(new Request(url, { method: 'POST' }), context)).status
  }

  it('is allowed for keys without limits', async () => {
    expect(await purgeBy('free')).toBe(204)
    expect(purged.splice(0)).toEqual([{ zone: 'shop' }])
  })

  it.each(['shop', 'small'])('is refused for the key %s', async (id) => {
    await expect(purgeBy(id)).rejects.toThrow(
      failure('forbidden', undefined, 'the token of the purge does not match'),
    )
    expect(purged).toEqual([])
  })
})
