import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Derivative } from '../../../../src/edge/cache/derivative.ts'
import {
  formatFailure,
  formatImage,
  formatQuestion,
  parseAnswer,
  parseQuestion,
  type Run,
  renderPath,
} from '../../../../src/edge/tiered/exchange.ts'
import { ERRORS, type ErrorCode, Failure } from '../../../../src/errors.ts'

const KEY = 'https://img.example.com/.signet/8/derivative/60/-/r2%3AIMAGES%2Fa.jpg?width=4'
const NOW = 1_000_000
const RUN: Run = { ask: 'a', path: '/p', stages: { decode: 1.5 }, memory: 5 }
const RULES = { revalidate: 300, stale_if_error: 0, immutable: false }
const PLACE = { key: KEY, zone: { ...RULES } as never, tags: ['zone:images'] }
const DERIVATIVE: Derivative = {
  body: new Uint8Array([1, 2, 3]),
  length: 3,
  type: 'image/webp',
  etag: '"tag"',
  until: NOW + 9000,
  checked: NOW,
  made: NOW - 9,
  validators: 'a%22',
  processed: 1,
  info: { bytes: 3 },
}

const printable = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
  minLength: 1,
})

describe('a question to the entrypoint', () => {
  it('is unchanged after writing and reading', () => {
    const questions = fc.record({ ask: printable, signedUrl: printable, accept: fc.option(printable) })
    fc.assert(
      fc.property(questions, (question) => {
        expect(parseQuestion(formatQuestion('https://a/', question, 'GET'))).toEqual(question)
      }),
    )
  })

  it('has a URL without the name of the image', async () => {
    expect(await renderPath(KEY)).toMatch(/^\/\.signet\/render\/[\w-]{22}\/[\w-]{22}$/)
    expect(await renderPath(KEY.replace('img.example.com', 'b.example'))).toBe(await renderPath(KEY))
    expect(await renderPath(`${KEY}0`)).not.toBe(await renderPath(KEY))
  })

  it('has empty fields if the request has no headers', () => {
    expect(parseQuestion(new Request('https://a/'))).toEqual({ ask: '', signedUrl: '', accept: null })
  })
})

describe('an answer of the entrypoint', () => {
  it.each<[string, Partial<Run>]>([
    ['made', { outcome: { hit: false, stale: true, shared: false, stored: true } }],
    ['without a plan', { outcome: { hit: true, tier: 'bucket', shared: false, stored: false } }],
  ])('with an image that was %s is unchanged after writing and reading', async (_, more) => {
    const run = { ask: 'a', path: '/p', stages: { decode: 1.5 }, ...more }
    const response = await formatImage(PLACE, DERIVATIVE, new Uint8Array([1, 2, 3]), run, NOW)
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=240, /)
    const { run: read, result } = await parseAnswer(response)
    expect(read).toEqual(run)
    const { derivative } = result as { derivative: Derivative }
    const body = new Uint8Array(await new Response(derivative.body).arrayBuffer())
    expect({ ...derivative, body }).toEqual(DERIVATIVE)
  })

  it('with an unknown length is not cached', async () => {
    const response = await formatImage(PLACE, { ...DERIVATIVE, length: undefined }, 'abc', RUN, NOW)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each(Object.keys(ERRORS) as ErrorCode[])(
    'with the failure %s is unchanged after writing and reading',
    async (code) => {
      const failure = new Failure(code, 'a detail', 'a reason', { retryAfter: 7 })
      const response = formatFailure(failure, RUN)
      expect([response.status, response.headers.get('cache-control')]).toEqual([
        ERRORS[code].status,
        'no-store',
      ])
      const { run, result } = await parseAnswer(response)
      expect(run).toEqual(RUN)
      expect(result).toEqual({ failure })
      expect({ ...(result as { failure: Failure }).failure }).toEqual({ ...failure, source: undefined })
    },
  )

  it.each<[string, Response]>([
    ['of the platform', new Response('error code: 1101', { status: 500 })],
    ['without how it came about', new Response('x', { headers: { 'signet-until': '1' } })],
    ['with another form', new Response('x', { headers: { 'signet-run': '{"ask":1}' } })],
    ['without a body', new Response(null, { headers: { 'signet-run': JSON.stringify(RUN) } })],
  ])('%s is a defect', async (_, response) => {
    await expect(parseAnswer(response)).rejects.toMatchObject({ code: 'internal' })
  })
})
