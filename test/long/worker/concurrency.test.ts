import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { LIMITED } from '../../support/worker/faults.ts'
import { type Origin, startOrigin } from '../../support/worker/origin.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../../support/worker/worker.ts'

/**
 * Maximum time in milliseconds for an answer that waits for no slot, even on a busy machine. A
 * source's default timeout is 15 s.
 */
const AT_ONCE = 5000
/**
 * Limits in milliseconds. Requests hold their slots until the timeout. Waiting requests are refused
 * earlier.
 */
const HANGING = { timeout: 3000, wait: 2500 }
/**
 * Timing of an ordinary origin: milliseconds to the first byte, bytes per piece, and milliseconds
 * between pieces.
 */
const LATENCY = 60
const PIECE = 65_536
const PACE = 16

let worker: Worker
let origin: Origin
let elsewhere: Origin
let photo: Buffer
let small: Buffer
let next = 0

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const grain = await sharp({ create: { width: 1500, height: 1125, channels: 3, background: '#888', noise } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  photo = await sharp(grain).resize(3000, 2250).jpeg({ quality: 85 }).toBuffer()
  small = await sharp(grain).resize(300).jpeg().toBuffer()
  origin = await startOrigin()
  elsewhere = await startOrigin()
  const variables = {
    SIGNING_KEYS,
    ENVIRONMENT: 'development',
    limits: {},
    zones: {
      bucket: { prefix: '/bucket/', source: 'r2:IMAGES' },
      other: { prefix: '/other/', source: elsewhere.base.href.replace('127.0.0.1', 'localhost') },
      photos: { prefix: '/', source: origin.base.href },
    },
  }
  worker = await startWorker(inject('bundle'), variables, { wrapper: LIMITED })
  await worker.bucket.put('small.jpg', Uint8Array.from(small))
})

afterAll(async () => {
  await worker.close()
  origin.close()
  elsewhere.close()
})

beforeEach(() => {
  origin.requests = []
  origin.answer = (_, response) => void paced(response, photo)
  elsewhere.say(200, { 'content-length': small.length }, small)
})

// After every test, the next request of each zone must be answered immediately.
afterEach(async () => {
  origin.say(200, { 'content-length': small.length }, small)
  const start = performance.now()
  const targets = [
    `/${next++}.jpg?width=30`,
    `/other/${next++}.jpg?width=30`,
    `/bucket/small.jpg?width=${next++}`,
  ]
  const answers = await Promise.all(targets.map((target) => statusOf(target)))
  expect(answers).toEqual([200, 200, 200])
  expect(performance.now() - start).toBeLessThan(AT_ONCE)
  expect(worker.logs.join('\n')).not.toMatch(/hung|Uncaught/)
  expect(worker.lines.filter(({ code }) => code === 'internal')).toEqual([])
})

async function paced(response: ServerResponse, file: Buffer, pauseAt = -1, pause = 0): Promise<void> {
  await sleep(LATENCY)
  response.writeHead(200, { 'content-length': file.length })
  for (let at = 0; at < file.length && !response.destroyed; at += PIECE) {
    if (at <= pauseAt && pauseAt < at + PIECE) await sleep(pause)
    response.write(file.subarray(at, at + PIECE))
    await sleep(PACE)
  }
  response.end()
}

async function statusOf(target: string, limits: Record<string, number> = {}): Promise<number> {
  const { status, body, headers } = await worker.send({
    target: await sign(target),
    headers: [`limits: ${JSON.stringify(limits)}`],
  })
  if (status === 200) expect(body.length).toBe(Number(headers.get('content-length')))
  if (status === 503) expect(headers.get('retry-after')).toMatch(/^\d+$/)
  return status
}

const tally = (statuses: readonly number[]) =>
  Object.fromEntries(
    [...new Set(statuses)].map((status) => [status, statuses.filter((each) => each === status).length]),
  )

const fresh = (query: string) => `/${next++}.jpg?${query}`

/**
 * Resets the connection after `after` bytes of the answer or, if it is 0, after `ms` milliseconds.
 */
function vanish(target: string, after: number, ms: number): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0
    const socket = connect(worker.port, '127.0.0.1', () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${worker.port}\r\n\r\n`)
      if (after === 0) setTimeout(() => socket.resetAndDestroy(), ms)
    })
    socket.on('data', (bytes) => {
      taken += bytes.length
      if (after > 0 && taken >= after) socket.resetAndDestroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}

describe('a page of photographs', () => {
  it('is answered completely without a cache hit', async () => {
    const page = Array.from({ length: 12 }, () => statusOf(fresh('width=400&format=webp')))
    expect(tally(await Promise.all(page))).toEqual({ 200: 12 })
    expect(origin.requests).toHaveLength(12)
  }, 30_000)

  it('is answered, like large transforms, if the origin pauses in the middle of a body', async () => {
    origin.answer = (_, response) => void paced(response, photo, photo.length / 2, 500)
    const large = Array.from({ length: 3 }, () => statusOf(fresh('width=2400&blur=5')))
    expect(tally(await Promise.all(large))).toEqual({ 200: 3 })
  }, 30_000)
})

describe('many requests', () => {
  it('for different images of a slow origin are all answered', async () => {
    origin.answer = (_, response) => {
      setTimeout(() => response.writeHead(200, { 'content-length': small.length }).end(small), 250)
    }
    const wave = Array.from({ length: 60 }, () => statusOf(fresh('width=100')))
    expect(tally(await Promise.all(wave))).toEqual({ 200: 60 })
  }, 30_000)

  it('for one image cause one fetch and one transform, however slow the origin', async () => {
    origin.answer = (_, response) => {
      setTimeout(() => response.writeHead(200, { 'content-length': small.length }).end(small), 2500)
    }
    const target = fresh('width=120')
    expect(tally(await Promise.all(Array.from({ length: 30 }, () => statusOf(target))))).toEqual({ 200: 30 })
    expect(origin.requests).toHaveLength(1)
  }, 30_000)

  it.each([true, false])(
    'for one original read it once, with its length announced: %s',
    async (told) => {
      const target = `/${next++}.jpg`
      if (!told) origin.say(200, {}, photo)
      expect(tally(await Promise.all(Array.from({ length: 20 }, () => statusOf(target))))).toEqual({
        200: 20,
      })
      expect(origin.requests).toHaveLength(1)
    },
    30_000,
  )

  it('beyond the queue are refused with 503 and Retry-After', async () => {
    origin.answer = (_, response) => {
      setTimeout(() => response.writeHead(200, { 'content-length': small.length }).end(small), 300)
    }
    const crowd = await Promise.all(
      Array.from({ length: 80 }, () => statusOf(fresh('width=90'), { queue: 48 })),
    )
    const { 200: made = 0, 503: refused = 0 } = tally(crowd)
    expect(made + refused).toBe(80)
    expect(made).toBeGreaterThanOrEqual(48)
    expect(refused).toBeGreaterThan(0)
  }, 30_000)
})

describe('clients that disconnect', () => {
  it.each<[string, number, number]>([
    ['in the body of an original', 100_000, 0],
    ['before there is an answer', 0, 30],
  ])(
    '%s leave nothing behind',
    async (_, after, ms) => {
      const target = await sign(`/${next++}.jpg`)
      await Promise.all(Array.from({ length: 48 }, () => vanish(target, after, ms)))
    },
    30_000,
  )

  it('while they wait for a slot leave nothing behind', async () => {
    origin.answer = () => undefined
    const targets = await Promise.all(Array.from({ length: 60 }, () => sign(fresh('width=100'))))
    await Promise.all(targets.map((target) => vanish(target, 0, 200)))
  }, 30_000)

  it('together with all others that wait for the same image leave nothing behind', async () => {
    origin.answer = () => undefined
    const targets = await Promise.all(Array.from({ length: 30 }, () => sign(fresh('width=100'))))
    const pairs = targets.flatMap((target) => [vanish(target, 0, 150), vanish(target, 0, 350)])
    await Promise.all(pairs)
  }, 30_000)

  it('do not stop a run that others follow', async () => {
    const target = fresh('width=300')
    origin.answer = (_, response) => void paced(response, photo)
    const leader = vanish(await sign(target), 0, LATENCY + 60)
    await sleep(30)
    const others = Array.from({ length: 8 }, () => statusOf(target))
    await leader
    expect(tally(await Promise.all(others))).toEqual({ 200: 8 })
  }, 30_000)
})

describe('a hanging origin', () => {
  it('delays only its own requests, not those of another zone', async () => {
    origin.answer = () => undefined
    const hanging = Array.from({ length: 40 }, () => statusOf(fresh('width=80'), HANGING))
    await sleep(100)
    for (let n = 0; n < 6; n++) {
      const start = performance.now()
      const beside = [`/other/${next++}.jpg?width=60`, `/bucket/small.jpg?width=${60 + next++}`]
      expect(await Promise.all(beside.map((target) => statusOf(target)))).toEqual([200, 200])
      expect(performance.now() - start).toBeLessThan(HANGING.timeout - 1000)
    }
    const { 504: late = 0, 503: refused = 0 } = tally(await Promise.all(hanging))
    expect(late).toBeGreaterThanOrEqual(16)
    expect(late + refused).toBe(40)
  }, 60_000)
})
