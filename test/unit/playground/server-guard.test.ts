import { describe, expect, test } from 'vitest'
import { ENDPOINTS } from '../../../playground/protocol.ts'
import { assertOwnPage, isOwnHost } from '../../../playground/server/guard.ts'
import { attacks, fromPage, OWN, type PlaygroundRequest } from '../../support/worker/playground-attacks.ts'

const PORT = 9110
const HOST = `127.0.0.1:${PORT}`

/** Returns a request as workerd passes it on: its URL contains the Host. */
function request({ method = 'POST', host = HOST, headers = {} }: PlaygroundRequest): Request {
  return new Request(`http://${host}${ENDPOINTS.sign}`, { method, headers: { host, ...headers } })
}

describe("the playground's guard admits", () => {
  test.each<[string, PlaygroundRequest]>([
    ['the page', fromPage(HOST)],
    ['the page on localhost', fromPage(`localhost:${PORT}`)],
    ['the page on ::1', fromPage(`[::1]:${PORT}`)],
    ['a program with the header', { headers: OWN }],
  ])('%s', (_, sent) => {
    expect(() => assertOwnPage(request(sent), String(PORT))).not.toThrow()
  })

  test('port 80, which a Host omits', () => {
    expect(isOwnHost(request({ host: 'localhost' }), '80')).toBe(true)
    expect(isOwnHost(request({ host: 'localhost' }), String(PORT))).toBe(false)
  })
})

describe("the playground's guard refuses", () => {
  test.each([
    ...attacks(PORT),
    // wrangler's proxy rewrites the origin to http before the Worker sees it. No https page can
    // have this host and port, so this is harmless.
    ['an origin with https', { headers: { ...OWN, origin: `https://${HOST}` } }, /the origin is https:/],
    ['a Host that is not that of the URL', { headers: { ...OWN, host: 'evil.test' } }, /not on evil\.test$/],
  ] as const)('%s', (_, sent, message) => {
    const refused = { name: 'Failure', code: 'forbidden', detail: expect.stringMatching(message) }
    expect(() => assertOwnPage(request(sent), String(PORT))).toThrow(expect.objectContaining(refused))
  })
})
