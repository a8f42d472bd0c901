import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { httpSource } from '../../../../src/edge/source/http.ts'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import type { Source } from '../../../../src/edge/source/source.ts'
import { byteSource } from '../../../../src/engine/bytes/byte-source.ts'
import { bytes } from '../../../support/worker/body-streams.ts'
import { type Origin, startOrigin } from '../../../support/worker/origin.ts'

const IMAGE = bytes(300_000)
const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1_000_000,
  timeout: 2000,
  totalTimeout: 60_000,
}
const IMPATIENT: SourceRules = { ...RULES, timeout: 60 }
const never = new AbortController().signal

let origin: Origin
beforeAll(async () => {
  origin = await startOrigin()
})
afterAll(() => origin.close())
beforeEach(() => {
  origin.requests = []
})

const open = (rules = RULES, path = 'a.jpg', signal = never) => httpSource(origin.base, rules)(path, signal)
const readRaw = async (source: Source) => new Uint8Array(await new Response(source.body).arrayBuffer())

describe('a body', () => {
  it('is refused and cancelled immediately if it is announced as too large', async () => {
    origin.say(200, { 'content-length': RULES.maxBytes + 1 })
    await expect(open()).rejects.toMatchObject({ code: 'source-too-large' })
    await origin.gone
  })

  it('passes with exactly the maximum length', async () => {
    origin.say(200, { 'content-length': IMAGE.length }, IMAGE)
    expect(await readRaw(await open({ ...RULES, maxBytes: IMAGE.length }))).toHaveLength(IMAGE.length)
  })

  it('fails at the limit if it exceeds the limit unannounced', async () => {
    origin.say(200, {}, IMAGE)
    const source = await open({ ...RULES, maxBytes: IMAGE.length - 1 })
    expect(source.size).toBeUndefined()
    await expect(readRaw(source)).rejects.toMatchObject({ code: 'source-too-large' })
    await origin.gone
  })

  it('fails at the limit if it never ends', async () => {
    origin.answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(IMAGE));
      }
      response.on('drain', more)
      more()
    }
    const source = await open()
    await expect(byteSource(source, 10 ** 9).readAll()).rejects.toMatchObject({ code: 'source-too-large' })
    await origin.gone
  })

  it.each([1, 100_000])('breaking off after %d bytes is bad-origin', async (length) => {
    origin.answer = (_, response) => {
      response.writeHead(200, { 'content-length': IMAGE.length })
      response.write(IMAGE.subarray(0, length), () => response.destroy())
    }
    const source = await open()
    await expect(readRaw(source)).rejects.toMatchObject({ code: 'bad-origin' })
  })

  it('shorter than announced is bad-origin, even if the platform accepts it', async () => {
    const fetch = async () => new Response('short', { headers: { 'content-length': '6' } })
    const source = await httpSource(origin.base, RULES, { fetch })('a.jpg', never)
    await expect(readRaw(source)).rejects.toMatchObject({
      code: 'bad-origin',
      reason: 'the source has 5 bytes, not the 6 that it announced',
    })
  })

  it.each(['gzip', 'GZIP', 'br', 'identity, gzip'])('encoded as %s is refused', async (encoding) => {
    origin.say(200, { 'content-encoding': encoding }, gzipSync('x'))
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin' })
  })

  it('encoded as identity passes', async () => {
    origin.say(200, { 'content-encoding': 'identity' }, 'x')
    expect(await readRaw(await open())).toHaveLength(1)
  })
})

describe('a stalling origin', () => {
  it('runs out of time before its headers', async () => {
    origin.answer = () => undefined
    await expect(open(IMPATIENT)).rejects.toMatchObject({ code: 'origin-timeout' })
    await origin.gone
  })

  it('runs out of the same time over many redirects', async () => {
    // Each redirect takes most of the timeout. A busy machine that delays timers therefore follows
    // one or two redirects.
    const timeout = 400
    origin.answer = (_, response) =>
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 0.8 * timeout)
    await expect(open({ ...IMPATIENT, timeout })).rejects.toMatchObject({ code: 'origin-timeout' })
  })

  it('runs out of time in the middle of the body', async () => {
    origin.answer = (_, response) => {
      response.writeHead(200, { 'content-length': IMAGE.length })
      response.write(IMAGE.subarray(0, 1000))
    }
    const source = await open(IMPATIENT)
    await expect(readRaw(source)).rejects.toMatchObject({ code: 'origin-timeout' })
    await origin.gone
  })

  it('runs out of time if it sends single bytes', async () => {
    origin.answer = (_, response) => {
      const timer = setInterval(() => response.write('x'), 10)
      response.on('close', () => clearInterval(timer))
    }
    await expect(open(IMPATIENT).then(readRaw)).rejects.toMatchObject({ code: 'origin-timeout' })
  })

  it('runs out of the total time if it sends 64 KB at a time', async () => {
    origin.answer = (_, response) => {
      const timer = setInterval(() => response.write(IMAGE.subarray(0, 65_536)), 40)
      response.on('close', () => clearInterval(timer))
    }
    const reading = open({ ...RULES, timeout: 250, totalTimeout: 100 }).then(readRaw)
    await expect(reading).rejects.toMatchObject({ reason: 'not complete within 100 ms' })
    await origin.gone
  })

  it('does not fail because of a slow reader', async () => {
    origin.say(200, { 'content-length': IMAGE.length }, IMAGE)
    // Longer than the headers can take on a busy machine.
    const rules = { ...RULES, timeout: 250 }
    const source = await open(rules)
    await new Promise((resolve) => setTimeout(resolve, rules.timeout + 50))
    expect(await readRaw(source)).toHaveLength(IMAGE.length)
  })
})

describe('a caller that aborts', () => {
  it.each(['before the request', 'before the headers', 'in the body'])(
    'gets its own reason back if it aborts %s',
    async (when) => {
      const caller = new AbortController()
      const leave = () => caller.abort(new Error('gone'))
      origin.answer = (_, response) => {
        if (when === 'in the body') response.writeHead(200).write('x')
        setTimeout(leave, 20)
      }
      if (when === 'before the request') leave()
      await expect(open(RULES, 'a.jpg', caller.signal).then(readRaw)).rejects.toThrow('gone')
      if (when === 'before the request') expect(origin.requests).toEqual([])
      else await origin.gone
    },
  )
})

describe('a connection that is lost before the response', () => {
  const lost = () => Object.assign(new Error('Network connection lost.'), { retryable: true })
  const openBy = (fetch: typeof globalThis.fetch) => httpSource(origin.base, RULES, { fetch })('a.jpg', never)

  it('is retried once', async () => {
    origin.say(200, { 'content-length': IMAGE.length }, IMAGE)
    let calls = 0
    const source = await openBy(async (...request) => {
      if (calls++ === 0) throw lost()
      return fetch(...request)
    })
    expect(await readRaw(source)).toEqual(IMAGE)
    expect(calls).toBe(2)
  })

  it.each<[string, () => Error, number]>([
    ['a second time', lost, 2],
    ['for another reason', () => new Error('TLS'), 1],
  ])('is not retried %s', async (_, fail, times) => {
    let calls = 0
    const failing = openBy(async () => {
      calls++
      throw fail()
    })
    await expect(failing).rejects.toMatchObject({ code: 'bad-origin' })
    expect(calls).toBe(times)
  })
})
