import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { denialOfToken } from '../../src/edge/gates/denial.ts'
import type { RequestLine } from '../../src/edge/log/fields.ts'
import { reportModeWarning } from '../../src/edge/log/report-mode.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const PAST = 1_000_000_000
const FUTURE = 4_000_000_000
/** Target whose token is on the deny list. */
const DENIED = '/a.jpg?width=25&widths=15,25'
const CLIENT = 'CF-Connecting-IP: 203.0.113.7'

let worker: Worker
let logged = 0

beforeAll(async () => {
  worker = await startWorker(
    inject('bundle'),
    {
      SIGNING_KEYS,
      zones: {
        around: { prefix: '/', source: 'r2:IMAGES', mode: 'report' },
        strict: { prefix: '/strict/', source: 'r2:IMAGES/strict/' },
        stamped: {
          prefix: '/stamped/',
          source: 'r2:IMAGES/stamped/',
          presets: { stamp: { pixelate: 20 } },
          mandatory: ['stamp'],
        },
      },
    },
    { namespaces: ['DENIED'] },
  )
  const denied = await worker.namespaceOf('DENIED')
  const token = /token=(.*)/.exec(await sign(DENIED))?.[1] ?? ''
  await denied.put('tokens', await denialOfToken(token))
  const photo = await photograph(scene(60, 40), 1)
  for (const name of ['a.jpg', 'strict/a.jpg', 'stamped/a.jpg', 'logo.jpg'])
    await worker.bucket.put(name, photo)
})

afterAll(() => worker.close())

beforeEach(() => {
  logged = worker.lines.length
})

const ask = (target: string, ...headers: string[]) => worker.send({ target, headers })

/** Returns the only line that was logged since the test began. */
async function newLine(): Promise<RequestLine> {
  await expect.poll(() => worker.lines.length).toBe(logged + 1)
  const line = worker.lines.at(-1)
  if (!line) throw new Error('no line')
  return line
}

/** Replaces a target's token by another path's token. */
const forge = async (target: string) => {
  const [, token = ''] = (await sign('/other.jpg')).split('token=')
  return `${target}${target.includes('?') ? '&' : '?'}token=${token}`
}

const changed = (name: string) => name !== 'server-timing' && name !== 'cache-status'

describe('an unsigned URL in report mode', () => {
  it.each([
    ['/a.jpg', 'the original'],
    ['/a.jpg?width=20', 'a small image'],
    ['/a.jpg?width=20&format=auto&download=b.jpg', 'a download'],
    ['/a.jpg?width=20&olurl=/logo.jpg', 'an overlay'],
  ])('gets the same answer as a signed one: %s, %s', async (target) => {
    const signed = await ask(await sign(target))
    expect(signed.status).toBe(200)
    for (const url of [target, await forge(target)]) {
      const { status, headers, body } = await ask(url)
      expect(status).toBe(200)
      expect(body.equals(signed.body)).toBe(true)
      expect([...headers].filter(([name]) => changed(name))).toEqual(
        [...signed.headers].filter(([name]) => changed(name)),
      )
    }
  })

  it.each<[string, () => Promise<string>, string | undefined, string | undefined]>([
    ['without a token', async () => '/a.jpg?width=21', 'no-token', undefined],
    ['with a wrong one', () => forge('/a.jpg?width=21'), 'bad-token', undefined],
    [
      'with a width that is not granted',
      async () => `${await sign('/a.jpg?width=21&widths=20,21')}&w=22`,
      'bad-token',
      undefined,
    ],
    ['signed', () => sign('/a.jpg?width=21'), undefined, 'test'],
  ])('is logged as unsigned: %s', async (_, target, unsigned, key) => {
    expect((await ask(await target())).status).toBe(200)
    const line = await newLine()
    expect([line.zone, line.status, line.unsigned, line.key]).toEqual(['around', 200, unsigned, key])
    expect(line.path_hash).toMatch(/^[\w-]{16}$/)
    expect(JSON.stringify(line)).not.toContain('a.jpg')
  })

  it.each<[string, number, string]>([
    ['expire before now', 410, `expire=${PAST}`],
    ['start after now', 403, `start=${FUTURE}`],
    ['another network', 403, 'ip=198.51.100.0/24'],
    ['a claim that is none', 400, 'expire=soon'],
    ['a parameter that is none', 400, 'widht=9'],
    ['a value that is none', 400, 'width=none'],
    ['a width without a list', 400, 'w=9'],
  ])('is checked by all other rules: %s gets %i', async (_, status, claim) => {
    const valid = await sign('/a.jpg?height=9')
    for (const target of [`/a.jpg?${claim}`, await forge(`/a.jpg?${claim}`), `${valid}&${claim}`])
      expect((await ask(target, CLIENT)).status, target).toBe(status)
  })

  it('may have claims for a time and a network, which it must meet', async () => {
    const claims = `start=${PAST}&expire=${FUTURE}&ip=203.0.113.0/24`
    const { status, headers } = await ask(`/a.jpg?width=20&${claims}`, CLIENT)
    expect([status, headers.get('cache-control')]).toEqual([200, expect.stringMatching(/^private/)])
  })
})

it('a denied token stays refused, even if it is wrong', async () => {
  const target = await sign(DENIED)
  for (const url of [target, `${target}&w=15`, `${target}&w=16`, target.replace('width=25', 'width=24')])
    expect((await ask(url)).status, url).toBe(403)
  expect((await ask(DENIED)).status).toBe(200)
})

describe('zones without report mode', () => {
  it.each(['/strict/a.jpg', '/strict/a.jpg?width=20', '/stamped/a.jpg?width=20', '/stamped/a.jpg'])(
    'refuse %s, unsigned or with a wrong token',
    async (target) => {
      for (const url of [target, await forge(target)]) expect((await ask(url)).status).toBe(403)
    },
  )

  it.each([
    '/a.jpg?olurl=/stamped/a.jpg',
    '/a.jpg?olurl=/stamped/../stamped/a.jpg',
    '/a.jpg?olurl=/./stamped/a.jpg',
  ])('with mandatory presets give no image to a zone in report mode: %s', async (target) => {
    for (const url of [target, await sign(target)]) expect((await ask(url)).status).toBe(400)
  })
})

it('a zone in report mode is logged once as a warning without a path', async () => {
  await ask('/a.jpg?width=20')
  expect(worker.logs).toEqual([reportModeWarning('around')])
})
