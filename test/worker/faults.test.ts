import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { FAULTY } from '../support/worker/faults.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const TIMEOUT = 100
const TOTAL = 300
/**
 * Limits for requests that must time out. Other requests get as much time as a busy machine may
 * need.
 */
const LIMITS = JSON.stringify({ timeout: TIMEOUT, total_timeout: TOTAL })
const IMPATIENT = `limits: ${LIMITS}`

/**
 * Length in bytes: too large to be held as an original, so that the answer starts before the rest
 * arrives.
 */
const LENGTH = 9_000_000
/** Number of bytes sent first: more than is read before the answer starts. */
const PART = 600_000

const WAYS = ['/http/', '/bucket/'].flatMap((zone) =>
  ['', '?width=20'].map((query) => [zone, query] as const),
)

let worker: Worker
let origin: Origin
let photo: Buffer
let long: Buffer
let next = 0

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  long = Buffer.concat([photo], LENGTH)
  origin = await startOrigin()
  const variables = {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    ORIGIN: origin.base.href,
    limits: { bytes: LENGTH },
    zones: {
      http: { prefix: '/http/', source: origin.base.href },
      bucket: { prefix: '/bucket/', source: 'r2:IMAGES' },
    },
  }
  worker = await startWorker(inject('bundle'), variables, { wrapper: FAULTY })
})

afterAll(async () => {
  await worker.close()
  origin.close()
})

const told = (length: number) => ({ 'content-length': length, size: length })
const healthy = () => origin.say(200, told(photo.length), photo)

let logged = 0
beforeEach(() => {
  healthy()
  logged = worker.logs.length
})

const unusedPath = (zone: string) => `${zone}${next++}.jpg`
const get = async (target: string, ...headers: string[]) =>
  worker.send({ target: await sign(target), headers })

/**
 * Maximum time for an immediate answer in milliseconds, even on a busy machine. A request that
 * waits for a source waits for the default timeout, 15 s.
 */
const AT_ONCE = 5000

// After every test, the next request must be answered immediately.
afterEach(async () => {
  healthy()
  const start = performance.now()
  for (const zone of ['/http/', '/bucket/'])
    expect((await get(`${unusedPath(zone)}?width=30`)).status).toBe(200)
  expect(performance.now() - start).toBeLessThan(AT_ONCE)
  expect(worker.logs.join('\n') + JSON.stringify(worker.lines)).not.toMatch(/Uncaught|hung|127\.0\.0\.1/)
})

async function expectFailure(target: string, code: ErrorCode, ...sent: string[]) {
  const { status, headers } = await get(target, ...sent)
  expect({ status, code: headers.get('x-ip-error') }).toEqual({ status: ERRORS[code].status, code })
  return headers
}

const visit = async (target: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${worker.port}${await sign(target)}`, init)

async function expectBroken(target: string): Promise<void> {
  const answer = await visit(target, { headers: { limits: LIMITS } })
  expect(answer.status).toBe(200)
  await expect(answer.arrayBuffer()).rejects.toThrow('terminated')
}

function answer(headers: Record<string, number>, send: (response: ServerResponse) => void): void {
  origin.answer = (_, response) => {
    response.writeHead(200, headers).flushHeaders()
    send(response)
  }
}

/** Sends pieces that are each in time, while the whole body is not. */
function drip(piece: Buffer): void {
  answer(told(LENGTH), (response) => {
    const timer = setInterval(() => response.write(piece), TIMEOUT / 2)
    response.write(piece)
    response.on('close', () => clearInterval(timer))
  })
}

describe.each(WAYS)('a request below %s for an image%s', (zone, query) => {
  it('gives a timeout if the origin answers late, and closes its connection', async () => {
    origin.answer = () => undefined
    await expectFailure(unusedPath(zone) + query, 'origin-timeout', IMPATIENT)
    await origin.gone
  })

  it('gives a timeout if the body stalls', async () => {
    answer(told(LENGTH), (response) => response.write(photo.subarray(0, 300)))
    await expectFailure(unusedPath(zone) + query, 'origin-timeout', IMPATIENT)
    await origin.gone
  })

  it('gives bad-origin if the body breaks off', async () => {
    answer(told(LENGTH), (response) => response.write(photo.subarray(0, 300), () => response.destroy()))
    await expectFailure(unusedPath(zone) + query, 'bad-origin')
  })
})

describe.each(['/http/', '/bucket/'])('an original below %s that is being sent', (zone) => {
  it.each<[string, RegExp, () => void]>([
    ['drips', /origin-timeout: not complete within 300 ms/, () => drip(long.subarray(0, 100_000))],
    [
      'stalls',
      /origin-timeout: no progress within 100 ms/,
      () => answer(told(LENGTH), (response) => response.write(long.subarray(0, PART))),
    ],
    [
      'breaks off',
      /bad-origin: /,
      () => {
        const half = long.subarray(0, PART)
        answer(told(LENGTH), (response) =>
          response.write(half, () => setTimeout(() => response.destroy(), 50)),
        )
      },
    ],
  ])('ends its connection if the source %s, which is logged once', async (_, reason, say) => {
    say()
    await expectBroken(unusedPath(zone))
    await origin.gone
    await expect.poll(() => worker.logs.length).toBe(logged + 1)
    expect(worker.logs.at(-1)).toMatch(/^original interrupted: /)
    expect(worker.logs.at(-1)).toMatch(reason)
  })

  it('does not time out while its client pauses', async () => {
    origin.say(200, told(LENGTH), long)
    const limits = JSON.stringify({ timeout: 300, total_timeout: 400 })
    const { body } = await visit(unusedPath(zone), { headers: { limits } })
    let read = 0
    for await (const piece of body ?? []) {
      if (read === 0) await sleep(500)
      read += piece.length
    }
    expect(read).toBe(LENGTH)
  })

  it('logs no error when its client disconnects', async () => {
    drip(long.subarray(0, 100_000))
    const leaving = new AbortController()
    await visit(unusedPath(zone), { signal: leaving.signal })
    leaving.abort()
    await origin.gone
    await sleep(50)
    expect(worker.logs.slice(logged)).toEqual([])
  })
})

describe('an origin', () => {
  it.each<[number, string | undefined, string | null]>([
    [429, '120', '120'],
    [503, '3600', '3600'],
    [503, '86400', null],
    [503, 'soon', null],
    [429, undefined, null],
  ])('with status %i and Retry-After %s sends Retry-After %s', async (status, header, expected) => {
    for (const query of ['', '?width=20']) {
      origin.say(status, header === undefined ? {} : { 'retry-after': header }, 'x')
      const headers = await expectFailure(unusedPath('/http/') + query, 'bad-origin')
      expect(headers.get('retry-after')).toBe(expected)
    }
  })

  it('runs out of the total time if its pieces arrive slowly', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const create = { width: 1600, height: 1600, channels: 3, background: '#fff', noise } as const
    const large = await sharp({ create }).jpeg({ quality: 95 }).toBuffer()
    let at = 0
    answer({ 'content-length': large.length }, (response) => {
      function more(): void {
        response.write(large.subarray(at, at + 70_000))
        at += 70_000
      }
      const timer = setInterval(more, TIMEOUT / 2)
      more()
      response.on('close', () => clearInterval(timer))
    })
    await expectFailure(`${unusedPath('/http/')}?width=20`, 'origin-timeout', IMPATIENT)
    expect(at).toBeLessThan(large.length)
    await origin.gone
  })

  it('is read up to the announced length if it sends more', async () => {
    origin.say(200, told(photo.length), Buffer.concat([photo, photo]))
    const { status, body } = await get(unusedPath('/http/'))
    expect([status, body.equals(photo)]).toEqual([200, true])
    origin.say(200, told(300), photo)
    await expectFailure(`${unusedPath('/http/')}?width=20`, 'corrupt')
  })

  it('gives bad-origin if it sends less than announced', async () => {
    for (const query of ['', '?width=20']) {
      answer(told(photo.length + 1), (response) => response.write(photo, () => response.destroy()))
      await expectFailure(unusedPath('/http/') + query, 'bad-origin')
    }
  })

  it.each(['', '?width=20'])('does not time out while other requests compute: an image%s', async (query) => {
    const asked = Promise.withResolvers<void>()
    origin.answer = (_, response) => {
      asked.resolve()
      setTimeout(() => response.writeHead(200, told(photo.length)).end(photo), 50)
    }
    const image = get(unusedPath('/http/') + query, 'limits: {"timeout":200}')
    await asked.promise
    const busy = Promise.all([get('/health', 'fault: busy'), get('/health', 'fault: busy')])
    expect((await image).status).toBe(200)
    await busy
  })
})

describe('failures of a bucket', () => {
  it.each<[string, ErrorCode]>([
    ['get', 'bad-origin'],
    ['now', 'bad-origin'],
    ['nothing', 'origin-timeout'],
  ])('(%s) give %s', async (fault, code) => {
    for (const query of ['', '?width=20'])
      await expectFailure(unusedPath('/bucket/') + query, code, `fault: ${fault}`, IMPATIENT)
  })

  it('give bad-origin if an object differs from its size', async () => {
    for (const size of [photo.length - 1, photo.length + 1]) {
      origin.say(200, { 'content-length': photo.length, size }, photo)
      await expectFailure(unusedPath('/bucket/'), 'bad-origin')
    }
  })
})

describe('a failing cache', () => {
  it('is logged once a minute', async () => {
    const faults = () => worker.logs.slice(logged).filter((line) => line.includes('the platform failed'))
    for (const _ of ['once', 'again']) await get(unusedPath('/http/'), 'fault: open')
    await expect.poll(faults).toHaveLength(1)
  })

  it.each(['open', 'match', 'put', 'no caches'])('does not fail an image (%s)', async (fault) => {
    for (const target of [unusedPath('/http/'), `${unusedPath('/http/')}?width=20`])
      for (const _ of ['miss', 'miss again or hit'])
        expect((await get(target, `fault: ${fault}`)).status).toBe(200)
    const target = `${unusedPath('/http/')}?width=20`
    await get(target)
    await expect.poll(async () => (await get(target)).headers.get('cache-status')).toBe('signet; hit')
  })
})

describe('a trap', () => {
  it.each<[string, string, string, ErrorCode]>([
    ['of the kernel', 'kernel', 'width=20', 'corrupt'],
    ['of an encoder', 'codec', 'width=20&format=avif', 'internal'],
  ])('%s fails one request and not the next', async (_, fault, query, code) => {
    const before = await get(`${unusedPath('/http/')}?${query}`)
    expect(before.status).toBe(200)
    for (let n = 0; n < 3; n++) {
      const headers = await expectFailure(`${unusedPath('/http/')}?${query}`, code, `fault: ${fault}`)
      expect(headers.get('content-type')).toBe('application/problem+json')
      const after = await get(`${unusedPath('/http/')}?${query}`)
      expect(after.body.equals(before.body)).toBe(true)
    }
  })

  it('in a decoder gives corrupt', async () => {
    const avif = await sharp(photo).avif({ effort: 0 }).toBuffer()
    origin.say(200, told(avif.length), avif)
    await expectFailure(`${unusedPath('/http/')}?width=20&format=jpeg`, 'corrupt', 'fault: codec')
    expect((await get(`${unusedPath('/http/')}?width=20&format=jpeg`)).status).toBe(200)
  })
})

describe('a large original without a length', () => {
  it.each<[string, () => void]>([
    ['passes the limit', () => origin.say(200, {}, Buffer.concat([photo], LENGTH + 1))],
    ['breaks off', () => answer({}, (response) => response.write(long, () => response.destroy()))],
  ])('never looks complete if it %s, and is logged once', async (_, say) => {
    say()
    const answer = await visit(unusedPath('/http/'))
    expect(answer.status).toBe(200)
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated')
    const broken = () => worker.logs.slice(logged).filter((line) => line.includes('original interrupted'))
    await expect.poll(broken).toHaveLength(1)
  })
})
