import { describe, expect, test, vi } from 'vitest'
import { LINE_MARK } from '../../../cli/local-server.ts'
import { formatRequest, withLine } from '../../../playground/development/request-line.ts'

const HOST = 'http://127.0.0.1:8787'
const SIGNATURE = Buffer.alloc(32, 7).toString('base64url')
const THUMBOR = `${Buffer.alloc(20, 7).toString('base64url')}=`

const format = (target: string, headers: Record<string, string> = {}, status = 200) =>
  formatRequest({ method: 'GET', url: HOST + target }, new Response(null, { status, headers }), 31)

describe('the target of a line', () => {
  test.each([
    ['/a%20b.jpg', '/a%20b.jpg'],
    [
      `/a.jpg?width=400&ip=203.0.113.0/24&token=${SIGNATURE}&w=200`,
      '/a.jpg?width=400&ip=203.0.113.0/24&token=…&w=200',
    ],
    ['/a.jpg?olurl=/b.svg&ol-name=Ann&oltext=%C3%A9', '/a.jpg?olurl=/b.svg&ol-name=Ann&oltext=%C3%A9'],
    ['/a.jpg?fit=crop&s=0123456789abcdef0123456789abcdef', '/a.jpg?fit=crop&s=…'],
    ['/a.jpg?widht=400', '/a.jpg?widht=…'],
    [`/a.jpg?${SIGNATURE}`, '/a.jpg?…'],
    [`/a.jpg?${SIGNATURE}=1`, '/a.jpg?…'],
    ['/a.jpg?token', '/a.jpg?…'],
    ['/login?api_key=secret&%74oken=secret&TOKEN=secret', '/login?api_key=…&…&TOKEN=…'],
    [`/${SIGNATURE}/rs:fit:9/plain/a.jpg`, '/…/rs:fit:9/plain/a.jpg'],
    [`/old/${THUMBOR}/9x9/a.jpg`, '/old/…/9x9/a.jpg'],
    [`/${SIGNATURE}.jpg`, `/${SIGNATURE}.jpg`],
    ['/a.jpg#token=secret', '/a.jpg'],
  ])('%s', (target, shown) => {
    expect(format(target)).toBe(`GET ${shown} 200 31 ms`)
  })
})

test.each([
  ['signet; hit', ' hit'],
  ['signet; fwd=uri-miss; stored', ' miss'],
  ['signet; fwd=stale; stored', ' miss'],
  ['signet; fwd=uri-miss; collapsed', ' shared'],
  ['other; hit', ''],
])('%s is the outcome "%s"', (status, word) => {
  expect(format('/a', { 'cache-status': status })).toBe(`GET /a 200 31 ms${word}`)
})

test.each([
  ['bad-parameter', 'width: must be 1 to 10000', ' bad-parameter: width: must be 1 to 10000'],
  ['bad-url', `write /a.jpg?token=${SIGNATURE}`, ' bad-url: write /a.jpg?token=…'],
  ['bad-url', 'write /a.jpg?s=0123456789&token=abc', ' bad-url: write /a.jpg?s=…&token=…'],
  ['forbidden', `the token ${SIGNATURE} does not match`, ' forbidden: the token … does not match'],
])('an error has its code and its detail: %s, %s', (code, reason, words) => {
  expect(format('/a', { 'x-ip-error': code, 'signet-reason': reason }, 400)).toBe(`GET /a 400 31 ms${words}`)
})

describe('withLine', () => {
  const request = new Request(`${HOST}/a?token=secret`)
  const linesOf = async (answer: () => Promise<Response>) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const outcome = await answer().catch((error: unknown) => error)
    const lines = log.mock.calls.flat()
    log.mockRestore()
    return { outcome, lines }
  }

  test('returns the answer, and writes one line', async () => {
    const response = new Response()
    const { outcome, lines } = await linesOf(() => withLine(request, async () => response))
    expect(outcome).toBe(response)
    expect(lines).toEqual([expect.stringMatching(/^signet request: GET \/a\?token=… 200 \d+ ms$/)])
    expect(lines[0]).toContain(LINE_MARK)
  })

  test('writes the line of a Worker that throws, and throws the error', async () => {
    const error = new TypeError('no\nroute /b?key=secret')
    const { outcome, lines } = await linesOf(() => withLine(request, () => Promise.reject(error)))
    expect(outcome).toBe(error)
    expect(lines).toEqual([expect.stringMatching(/ 500 \d+ ms TypeError: no route \/b\?…$/)])
  })
})
