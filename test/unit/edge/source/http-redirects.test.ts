import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { httpSource } from '../../../../src/edge/source/http.ts'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import type { Source } from '../../../../src/edge/source/source.ts'
import { type Origin, startOrigin } from '../../../support/worker/origin.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: true,
  maxBytes: 1_000_000,
  timeout: 2000,
  totalTimeout: 60_000,
}
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

describe('redirects', () => {
  async function redirected(location: string | undefined, status = 302) {
    const asked: string[] = []
    const fetch = async (input: unknown) => {
      asked.push(String(input))
      if (asked.length > 1) return new Response('x')
      return new Response(null, { status, headers: location === undefined ? {} : { location } })
    }
    const opening = httpSource(new URL('https://origin.example.com/b/'), RULES, { fetch })('c/a.jpg', never)
    const failure = await opening.then(
      () => undefined,
      (error) => error,
    )
    return { failure, next: asked.slice(1) }
  }

  it.each([301, 302, 303, 307, 308])('with status %d are followed', async (status) => {
    const { failure, next } = await redirected('/a', status)
    expect(failure).toBeUndefined()
    expect(next).toEqual(['https://origin.example.com/a'])
  })

  it.each([
    ['https://origin.example.com/x?version=2', 'https://origin.example.com/x?version=2'],
    ['https://ORIGIN.example.com:443/x', 'https://origin.example.com/x'],
    ['//origin.example.com/x', 'https://origin.example.com/x'],
    ['../x', 'https://origin.example.com/b/x'],
    ['?x', 'https://origin.example.com/b/c/a.jpg?x'],
  ])('are followed: %s', async (location, url) => {
    expect(await redirected(location)).toEqual({ failure: undefined, next: [url] })
  })

  it.each([
    undefined,
    'http://origin.example.com/x',
    'https://evil.example/x',
    '//evil.example/x',
    '/\\evil.example/x',
    'https:\\\\evil.example/x',
    'https://origin.example.com.evil.example/x',
    'https://evil.example/origin.example.com/x',
    'https://sub.origin.example.com/x',
    'https://example.com/x',
    'https://origin.example.com./x',
    'https://origin.example.com:8443/x',
    'https://user@origin.example.com/x',
    'https://origin.example.com@evil.example/x',
    'https://127.0.0.1/x',
    'https://0x7f.1/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:9000/x',
    'http://localhost:9000/x',
    'https://localhost/x',
    'https://img.example.com/x',
    'https://256.0.0.1/x',
    'https://',
    'data:image/png;base64,iVBORw0KGgo=',
    'javascript:alert(1)',
    'ftp://origin.example.com/x',
  ])('are not followed: %s', async (location) => {
    const { failure, next } = await redirected(location)
    expect(failure).toMatchObject({ code: 'bad-origin', reason: expect.stringMatching(/redirect|location/) })
    expect(next).toEqual([])
  })

  it('are limited to three', async () => {
    for (const [redirects, passes] of [
      [3, true],
      [4, false],
    ] as const) {
      let left: number = redirects
      origin.answer = (_, response) => {
        if (left-- > 0) response.writeHead(302, { location: `/${left}` }).end()
        else response.end('x')
      }
      const outcome = await open().then(readRaw, (failure) => failure)
      if (passes) expect(outcome).toHaveLength(1)
      else
        expect(outcome).toMatchObject({
          code: 'bad-origin',
          reason: 'the origin redirects more than 3 times',
        })
    }
  })

  it('cancel the body of their response', async () => {
    let left: Promise<unknown> | undefined
    origin.answer = (request, response) => {
      if (request.url === '/elsewhere') {
        response.end('x')
      } else {
        left = new Promise((resolve) => response.on('close', resolve))
        response.writeHead(302, { location: '/elsewhere', 'content-length': 1000 }).flushHeaders()
      }
    }
    await readRaw(await open())
    await left
  })

  it('end after four requests if they form a circle', async () => {
    origin.say(302, { location: '/base/a.jpg' }, '')
    await expect(open()).rejects.toMatchObject({ code: 'bad-origin' })
    expect(origin.requests).toHaveLength(4)
  })

  it('from loopback to another port are refused, also in development', async () => {
    origin.say(302, { location: 'http://127.0.0.1:1/' }, '')
    await expect(open()).rejects.toMatchObject({ reason: 'the redirect must stay on its host' })
  })
})
