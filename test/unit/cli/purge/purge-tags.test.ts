import { describe, expect, it } from 'vitest'
import { type CacheZone, cacheZoneOf, purgeTags } from '../../../../cli/purge/purge-tags.ts'

const ZONE: CacheZone = { id: '0123456789abcdef0123456789abcdef', token: 'secret-token' }

const DONE = { success: true, errors: [], result: { id: ZONE.id } }

const refusal = (message: string) => ({ success: false, errors: [{ code: 10000, message }], result: null })

type Said = readonly [status: number, body: unknown, headers?: Record<string, string>]

async function run(tags: readonly string[], answers: readonly Said[]) {
  const sent: { url: string; tags: number; authorization: string | null }[] = []
  const waits: number[] = []
  const fetch = async (url: unknown, init?: RequestInit) => {
    const [status, body, headers = {}] = answers[Math.min(sent.length, answers.length - 1)] ?? [500, '']
    const { tags } = JSON.parse(String(init?.body))
    const authorization = new Headers(init?.headers).get('authorization')
    sent.push({ url: `${init?.method} ${url}`, tags: tags.length, authorization })
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
  }
  const outcome = await purgeTags(tags, ZONE, {
    fetch,
    sleep: async (ms) => void waits.push(ms / 1000),
  }).catch((error: Error) => error.message)
  return { outcome, sent, waits }
}

const tagsOf = (count: number) => Array.from({ length: count }, (_, index) => `source:${index}`)

describe('tags', () => {
  it.each([
    [0, []],
    [1, [1]],
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('%i are sent in batches of %j', async (count, batches) => {
    const { outcome, sent } = await run(tagsOf(count), [[200, DONE]])
    expect([outcome, sent.map(({ tags }) => tags)]).toEqual([batches.length, batches])
  })

  it('are sent with the API token', async () => {
    const { sent } = await run(['zone:a', 'source:b'], [[200, DONE]])
    expect(sent).toEqual([
      {
        url: `POST https://api.cloudflare.com/client/v4/zones/${ZONE.id}/purge_cache`,
        tags: 2,
        authorization: 'Bearer secret-token',
      },
    ])
  })

  it('wait for the rate limit of the plan', async () => {
    const { outcome, sent, waits } = await run(tagsOf(150), [
      [200, DONE],
      [429, refusal('rate'), { 'retry-after': '12' }],
      [429, refusal('rate'), { 'retry-after': '48' }],
      [200, DONE],
    ])
    expect([outcome, sent.length, waits]).toEqual([2, 4, [12, 48]])
  })

  it('do not wait for ever', async () => {
    const { outcome, sent } = await run(['a'], [[429, refusal('rate limited')]])
    expect(sent).toHaveLength(8)
    expect(outcome).toBe(
      'Cloudflare refuses to purge by tag, 429 (10000: rate limited): the purges of your plan are used up: run the command again later',
    )
  })
})

describe('a refusal', () => {
  it.each<[Said, string]>([
    [[401, refusal('Authentication error')], 'check CLOUDFLARE_API_TOKEN'],
    [[403, refusal('Authentication error')], 'needs the permission Zone → Cache Purge → Purge for this zone'],
    [[404, refusal('no zone')], 'check CLOUDFLARE_ZONE_ID'],
    [[200, refusal('odd')], '200 (10000: odd)'],
    [[200, '<html>'], '200 (no reason)'],
    [[400, 'null'], '400 (no reason)'],
  ])('explains the remedy for %j', async (said, words) => {
    const { outcome, waits } = await run(['a'], [said])
    expect(outcome).toContain(words)
    expect(waits).toEqual([])
  })

  it('is reported in one line without the API token', async () => {
    const { outcome } = await run(['a'], [[403, refusal(`bad\n${ZONE.token} ${'x'.repeat(500)}`)]])
    expect(outcome).toContain('bad … xxx')
    expect(outcome).not.toMatch(/secret-token|\n|x{201}/)
  })
})

it.each<[Record<string, string>, CacheZone | undefined]>([
  [{}, undefined],
  [{ CLOUDFLARE_API_TOKEN: 't' }, undefined],
  [{ CLOUDFLARE_ZONE_ID: ZONE.id }, undefined],
  [{ CLOUDFLARE_ZONE_ID: '', CLOUDFLARE_API_TOKEN: 't' }, undefined],
  [
    { CLOUDFLARE_ZONE_ID: ZONE.id, CLOUDFLARE_API_TOKEN: 't\n' },
    { id: ZONE.id, token: 't' },
  ],
])('a configuration is read: %j', (env, zone) => {
  expect(cacheZoneOf(env)).toEqual(zone)
})

it.each(['example.com', '../user', `${ZONE.id}0`])('refuses the zone id %s', (id) => {
  expect(() => cacheZoneOf({ CLOUDFLARE_ZONE_ID: id, CLOUDFLARE_API_TOKEN: 't' })).toThrow(
    'CLOUDFLARE_ZONE_ID must be the id of a zone',
  )
})
