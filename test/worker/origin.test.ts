import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { photograph, scene } from '../support/picture/scene.ts'
import { type Origin, startOrigin } from '../support/worker/origin.ts'
import { SIGNING_KEYS, sign, startWorker, type Worker } from '../support/worker/worker.ts'

const MAX_BYTES = 200_000
const TIMEOUT = 100

const WAYS = ['', '?width=20']

let worker: Worker
/** Worker whose time limit is `TIMEOUT`. */
let impatient: Worker
let origin: Origin
let elsewhere: Origin
let photo: Buffer
let next = 0

beforeAll(async () => {
  photo = await photograph(scene(60, 40), 1)
  origin = await startOrigin()
  elsewhere = await startOrigin()
  elsewhere.say(200, {}, photo)
  const start = (timeout: number) =>
    startWorker(inject('bundle'), {
      SIGNING_KEYS,
      ENVIRONMENT: 'development',
      limits: { bytes: MAX_BYTES, timeout },
      zones: { photos: { prefix: '/', source: origin.base.href } },
    })
  worker = await start(10_000)
  impatient = await start(TIMEOUT)
})

afterAll(async () => {
  await Promise.all([worker.close(), impatient.close()])
  origin.close()
  elsewhere.close()
})

beforeEach(() => {
  origin.requests = []
  elsewhere.requests = []
})

const unusedPath = () => `/${next++}.jpg`
const get = async (target: string) => worker.send(await sign(target))

async function expectFailure(target: string, code: ErrorCode, from = worker): Promise<void> {
  const { status, headers, body } = await from.send(await sign(target))
  expect({ status, code: headers.get('x-ip-error') }).toEqual({ status: ERRORS[code].status, code })
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body.toString()).not.toMatch(/127\.0\.0\.1|base/)
}

const half = () => photo.subarray(0, photo.length / 2)
const padded = (length: number) => Buffer.concat([photo], length)

function breakOff(part: Buffer, headers: Record<string, number> = {}): void {
  origin.answer = (_, response) => {
    response.writeHead(200, headers)
    response.write(part, () => response.destroy())
  }
}

function standStill(): void {
  origin.answer = (_, response) => response.writeHead(200, { 'content-length': photo.length }).write(half())
}

/** Sends single bytes without end. */
function trickle(): void {
  origin.answer = (_, response) => {
    response.writeHead(200, { 'content-length': photo.length })
    const timer = setInterval(() => response.write(photo.subarray(0, 1)), TIMEOUT / 10)
    response.on('close', () => clearInterval(timer))
  }
}

describe.each(WAYS)('an origin, requested for an image%s,', (query) => {
  it.each<[number, ErrorCode]>([
    [404, 'not-found'],
    [410, 'not-found'],
    ...[204, 206, 300, 304, 400, 401, 403, 429, 500, 503].map((status): [number, ErrorCode] => [
      status,
      'bad-origin',
    ]),
  ])('with status %i gives %s, whatever its body', async (status, code) => {
    origin.say(status, { 'content-type': 'image/jpeg', 'content-range': 'bytes 0-9/100' }, photo)
    await expectFailure(unusedPath() + query, code)
  })

  it.each<[string, () => string | undefined]>([
    ['to another port of the host', () => elsewhere.base.href],
    ['to the Worker itself', () => `http://127.0.0.1:${worker.port}/health`],
    ['to another name of the host', () => origin.base.href.replace('127.0.0.1', 'localhost')],
    ['to another host', () => 'https://images.example.com/a.jpg'],
    ['to another host by two slashes', () => `//${elsewhere.base.host}/a.jpg`],
    ['to another host by backslashes', () => `\\\\${elsewhere.base.host}\\a.jpg`],
    ['to an address of the cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['with a user', () => origin.base.href.replace('//', '//user:password@')],
    ['to data', () => `data:image/jpeg;base64,${photo.toString('base64')}`],
    ['to a file', () => 'file:///etc/passwd'],
    ['to no URL', () => 'http://[/'],
    ['to nowhere', () => undefined],
  ])('redirecting %s gives bad-origin', async (_, location) => {
    const to = location()
    origin.say(302, to === undefined ? {} : { location: to }, photo)
    await expectFailure(unusedPath() + query, 'bad-origin')
    expect([origin.requests.length, elsewhere.requests.length]).toEqual([1, 0])
  })

  it('redirecting in a circle is refused after three redirects', async () => {
    origin.answer = (request, response) => response.writeHead(307, { location: `${request.url}` }).end()
    await expectFailure(unusedPath() + query, 'bad-origin')
    expect(origin.requests).toHaveLength(4)
  })

  it('redirecting three times is followed', async () => {
    origin.answer = (request, response) => {
      const hop = Number(request.url?.split('?hop=')[1] ?? 0)
      if (hop < 3) response.writeHead(301, { location: `?hop=${hop + 1}` }).end()
      else response.writeHead(200).end(photo)
    }
    expect((await get(unusedPath() + query)).status).toBe(200)
  })

  it.each<[string, ErrorCode, () => void]>([
    [
      'breaks off before its length',
      'bad-origin',
      () => breakOff(half(), { 'content-length': photo.length }),
    ],
    ['breaks off within a chunk', 'bad-origin', () => breakOff(half())],
    ['is encoded', 'bad-origin', () => origin.say(200, { 'content-encoding': 'gzip' }, gzipSync(photo))],
    ['claims an encoding', 'bad-origin', () => origin.say(200, { 'content-encoding': 'br' }, photo)],
    [
      'is announced too large',
      'source-too-large',
      () => origin.say(200, { 'content-length': MAX_BYTES + 1 }),
    ],
  ])('gives for an answer that %s the code %s', async (_, code, say) => {
    say()
    await expectFailure(unusedPath() + query, code)
    await origin.gone
  })

  it.each<[string, () => void]>([
    ['sends no headers', () => Object.assign(origin, { answer: () => undefined })],
    ['sends nothing but headers', () => origin.say(200, { 'content-length': photo.length })],
    ['stands still in the body', standStill],
    ['trickles', trickle],
  ])('gives origin-timeout if it %s', async (_, say) => {
    say()
    await expectFailure(unusedPath() + query, 'origin-timeout', impatient)
    await origin.gone
  })

  it.each([
    ['text', 'some text', 'image/jpeg'],
    ['nothing', '', 'image/jpeg'],
    ['one byte', '\xff', 'image/jpeg'],
    ['HTML', '<!doctype html><script>alert(1)</script>', 'image/png'],
    ['HTML after a blank', ' <html>', 'image/gif'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['SVG after a prologue', '<?xml version="1.0"?><!DOCTYPE svg><svg/>', 'image/svg+xml'],
    ['PDF', '%PDF-1.7', 'image/jpeg'],
    ['JSON', '{"width":20}', 'application/json'],
    ['TIFF', 'II*\0', 'image/tiff'],
    ['a bitmap', 'BM', 'image/bmp'],
  ])('delivering %s gives unsupported', async (_, text, type) => {
    const body = Buffer.from(text, 'latin1')
    origin.say(200, { 'content-type': type, 'content-length': body.length }, body)
    await expectFailure(unusedPath() + query, 'unsupported')
  })

  it.each(['image/jpeg', 'text/html', 'application/octet-stream', undefined])(
    'gives a PNG for a PNG that is declared as %s',
    async (type) => {
      origin.say(200, type === undefined ? {} : { 'content-type': type }, await sharp(photo).png().toBuffer())
      expect((await get(unusedPath() + query)).headers.get('content-type')).toBe('image/png')
    },
  )
})

describe('a body that proves too large', () => {
  it('is refused while it is decoded', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const create = { width: 400, height: 400, channels: 3, background: '#fff', noise } as const
    const large = await sharp({ create }).jpeg({ quality: 100 }).toBuffer()
    expect(large.length).toBeGreaterThan(MAX_BYTES)
    origin.say(200, {}, large)
    await expectFailure(`${unusedPath()}?width=20`, 'source-too-large')
    await origin.gone
  })

  it('is not read past the end of the image', async () => {
    // The byte in excess arrives after the answer has begun. If it came with the other bytes, it
    // could be read immediately.
    origin.answer = (_, response) => {
      response.writeHead(200).write(padded(MAX_BYTES))
      const timer = setTimeout(() => response.end('\0'), 20_000)
      response.once('close', () => clearTimeout(timer))
    }
    expect((await get(`${unusedPath()}?width=20`)).status).toBe(200)
    await origin.gone
  })

  it.each<[string, ErrorCode, () => void]>([
    ['grows too large', 'source-too-large', () => origin.say(200, {}, padded(MAX_BYTES + 1))],
    ['breaks off', 'bad-origin', () => breakOff(padded(MAX_BYTES - 1))],
  ])('gives for an original that %s %s, because originals are sent when complete', async (_, code, say) => {
    say()
    await expectFailure(unusedPath(), code)
  })
})
