import { describe, expect, it } from 'vitest'
import { FIELDS, requestLine } from '../../../../src/edge/log/fields.ts'
import type { RequestLog } from '../../../../src/edge/log/request-log.ts'
import { Failure } from '../../../../src/errors.ts'
import { answeredRequest } from '../../../support/worker/answered.ts'

const TOKEN = `${'AbC-'.repeat(10)}xyz`
const line = (changes: Parameters<typeof answeredRequest>[0]) => requestLine(answeredRequest(changes))
const logOf = (log: Partial<RequestLog>) => line({ log })
const admitted = (path: string) => ({
  key: 'k1',
  wire: {
    origin: 'https://img.example.com',
    path,
    query: '',
    token: undefined,
    signed: new Map(),
    free: new Map(),
  },
})
const settings = { enabled: true, sample: 1, log_paths: false, hashPath: (path: string) => `hash of ${path}` }

describe('a log line', () => {
  it('has every field of the table in its order; its JSON omits fields without a value', () => {
    const bare = line({})
    expect(Object.keys(bare)).toEqual(Object.keys(FIELDS))
    expect(JSON.parse(JSON.stringify(bare))).toEqual({
      kind: 'request',
      status: 200,
      method: 'GET',
      bytes: 0,
      stages: {},
    })
  })

  it('takes format and dimensions from the facts of the output', () => {
    const { format, width, height } = logOf({
      info: { bytes: 123, size: { width: 400, height: 300 }, format: 'webp' },
    })
    expect({ format, width, height }).toEqual({ format: 'webp', width: 400, height: 300 })
    const original = logOf({ info: { bytes: 123, format: 'jpeg' } })
    expect([original.format, original.width, original.height]).toEqual(['jpeg', undefined, undefined])
  })

  it('has the maximum of the planned memory', () => {
    const answered = answeredRequest()
    for (const bytes of [10, 30, 20]) answered.log.plan(bytes)
    expect(requestLine(answered).memory).toBe(30)
  })

  it('has the stages in tenths of milliseconds', async () => {
    const answered = answeredRequest()
    await answered.log.clock.stage('auth', async () => undefined)
    const { auth } = requestLine(answered).stages ?? {}
    expect(auth).toBeGreaterThanOrEqual(0)
    expect(String(auth)).toMatch(/^\d+(?:\.\d)?$/)
  })

  it.each<[string, Parameters<typeof answeredRequest>[0], number | undefined]>([
    ['the length of the body', { body: new Response('x').body, headers: { 'content-length': '9' } }, 9],
    ['0 without a body', { headers: { 'content-length': '9' } }, 0],
    ['nothing if it is not known', { body: new Response('x').body }, undefined],
  ])('has as bytes %s', (_, changes, bytes) => {
    expect(line(changes).bytes).toBe(bytes)
  })

  it('has the error code, and a separate code for clients that have left', () => {
    expect(line({ status: 410, headers: { 'x-ip-error': 'expired' } }).code).toBe('expired')
    expect(line({ status: 499 }).code).toBe('client-gone')
    expect(line({}).code).toBeUndefined()
  })

  it.each<[Failure, string | undefined]>([
    [new Failure('internal', undefined, 'TypeError: x'), 'TypeError: x'],
    [new Failure('over-budget', '9 MB of memory are needed'), '9 MB of memory are needed'],
    [
      new Failure('not-found', 'olurl: none', 'olurl: none at r2:IMAGES/a.svg'),
      'olurl: none at r2:IMAGES/a.svg',
    ],
    [new Failure('bad-url', `the query must be name=value pairs, got "${TOKEN}"`), undefined],
    [new Failure('bad-parameter', 'width must be a number, got secret'), undefined],
    [new Failure('forbidden', undefined, 'secret=1 follows the token'), undefined],
    [new Failure('internal', undefined, `no ${TOKEN} here`), 'no … here'],
  ])('has the reason without quoting the URL: %s', (failure, reason) => {
    expect(logOf({ failure }).reason).toBe(reason)
  })

  it('has the hash of the path as received, if there is a key', () => {
    expect(logOf({ settings, received: '/a.jpg' }).path_hash).toBe('hash of /a.jpg')
    expect(logOf({ settings }).path_hash).toBeUndefined()
    expect(logOf({ received: '/a.jpg' }).path_hash).toBeUndefined()
  })

  it('has the path only of a verified URL and only with log_paths', () => {
    const known = { received: '/signature/a.jpg', admitted: admitted('/a.jpg') }
    expect(logOf({ settings, ...known }).path).toBeUndefined()
    expect(logOf({ settings: { ...settings, log_paths: true }, ...known }).path).toBe('/a.jpg')
    const unverified = logOf({ settings: { ...settings, log_paths: true }, received: '/signature/a.jpg' })
    expect(JSON.stringify(unverified)).not.toContain('"/signature')
  })

  it('says why an enforcing zone would refuse a URL, without its path', () => {
    const unverified = { ...admitted('/a.jpg'), key: undefined, unsigned: 'no-token' as const }
    const { unsigned, key, path } = logOf({
      settings: { ...settings, log_paths: true },
      admitted: unverified,
    })
    expect({ unsigned, key, path }).toEqual({ unsigned: 'no-token', key: undefined, path: undefined })
    expect(logOf({ admitted: admitted('/a.jpg') }).unsigned).toBeUndefined()
  })

  it.each([
    ['8f1b2c3d4e5f6a7b-FRA', '8f1b2c3d4e5f6a7b-FRA'],
    ['8f1b2c3d4e5f6a7b', '8f1b2c3d4e5f6a7b'],
    [`${TOKEN}`, undefined],
    ['8f1b2c3d4e5f6a7b-FRA\nx', undefined],
  ])('has a ray only if the platform sent it: %s', (ray, expected) => {
    const answered = answeredRequest()
    const request = { method: 'GET', headers: { get: () => ray } as unknown as Headers }
    expect(requestLine({ ...answered, request }).ray).toBe(expected)
  })
})
