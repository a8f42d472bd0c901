import { describe, expect, test } from 'vitest'
import { type Answer, type Facts, MARK, verdict } from '../../fuzz/verdict.ts'

const SOURCE = Uint8Array.of(1, 2, 3)
const MADE = Uint8Array.of(4, 5)
const SAFE = { 'x-content-type-options': 'nosniff' }
const PICTURE = {
  ...SAFE,
  'content-type': 'image/webp',
  'x-ip': '1',
  'x-ip-info': 'osz=2; odim=20x10; ofmt=webp',
}
const PROBLEM = {
  ...SAFE,
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'x-ip-error': 'corrupt',
}

const text = (json: unknown) => new TextEncoder().encode(JSON.stringify(json))
const answer = (
  status: number,
  headers: Record<string, string>,
  body: Uint8Array = MADE,
  fault?: string,
): Answer => ({
  status,
  headers: new Headers(headers),
  body,
  fault,
})

const facts = (change: Partial<Facts['given']> = {}, granted = true): Facts => ({
  given: { kind: 'image', method: 'GET', source: SOURCE, ...change },
  granted,
  decode: async (file) => {
    if (file[0] === 9) throw new Error('a bad picture')
    return { width: 20, height: file[0] === 8 ? 11 : 10, middle: file[0] === 7 ? [255, 200, 255] : [...MARK] }
  },
})

const corrupt = text({ title: 'Damaged', status: 422, code: 'corrupt' })

describe('the verdict accepts', () => {
  test.each<[string, Answer, Facts]>([
    ['a picture', answer(200, PICTURE), facts()],
    [
      'a description',
      answer(200, { ...PICTURE, 'content-type': 'application/json' }, text({ width: 1 })),
      facts(),
    ],
    ['an original', answer(200, { ...PICTURE, 'x-ip': '0', 'x-ip-info': '' }, SOURCE), facts()],
    ['the source if it is smaller', answer(200, PICTURE, SOURCE), facts()],
    ['a picture with its mandatory overlay', answer(200, PICTURE), facts({ kind: 'mandatory' })],
    ['a refusal', answer(422, PROBLEM, corrupt), facts()],
    ['a refusal of a tampered URL', answer(422, PROBLEM, corrupt), facts({}, false)],
    ['HEAD', answer(200, PICTURE, new Uint8Array()), facts({ method: 'HEAD' })],
    ['a refusal of HEAD', answer(422, PROBLEM, new Uint8Array()), facts({ method: 'HEAD' })],
    ['a range', answer(206, { ...PICTURE, 'content-range': 'bytes 0-1/9' }), facts()],
    ['304', answer(304, PICTURE, new Uint8Array()), facts()],
    ['a refusal by the platform', answer(400, {}, new TextEncoder().encode('invalid URI')), facts({}, false)],
    ['a preflight', answer(204, SAFE, new Uint8Array()), facts({ method: 'OPTIONS' }, false)],
  ])('%s', async (_, given, about) => {
    expect(await verdict(given, about)).toBeUndefined()
  })
})

describe('the verdict rejects', () => {
  test.each<[string, Answer, Facts, string]>([
    [
      'no answer',
      answer(0, {}, MADE, 'timed out after 30000 ms'),
      facts(),
      'no whole answer: timed out after 30000 ms',
    ],
    ['a bare 500', answer(500, {}, text('oops')), facts(), '500 "oops"'],
    [
      'an internal error',
      answer(500, { ...PROBLEM, 'x-ip-error': 'internal' }, corrupt),
      facts(),
      '500 internal',
    ],
    [
      'an error that blames the origin',
      answer(502, { ...PROBLEM, 'x-ip-error': 'bad-origin' }),
      facts(),
      '502 bad-origin',
    ],
    ['an answer to an unsigned URL', answer(200, PICTURE), facts({}, false), '200 for an unsigned URL'],
    [
      '304 for an unsigned URL',
      answer(304, PICTURE, new Uint8Array()),
      facts({}, false),
      '304 for an unsigned URL',
    ],
    [
      'a truncated picture',
      answer(200, PICTURE, Uint8Array.of(9)),
      facts(),
      'a picture that cannot be decoded: a bad picture',
    ],
    ['another size', answer(200, PICTURE, Uint8Array.of(8)), facts(), '20x11 instead of 20x10'],
    ['no size', answer(200, { ...PICTURE, 'x-ip-info': '' }), facts(), '20x10 instead of undefined'],
    [
      'a file other than the original',
      answer(200, { ...PICTURE, 'x-ip': '0' }),
      facts(),
      'an original other than the source',
    ],
    [
      'an original in a protected zone',
      answer(200, { ...PICTURE, 'x-ip': '0' }, SOURCE),
      facts({ kind: 'mandatory' }),
      'the image without its overlay',
    ],
    [
      'a source in a protected zone',
      answer(200, PICTURE, SOURCE),
      facts({ kind: 'mandatory' }),
      'the image without its overlay',
    ],
    [
      'an image without its overlay',
      answer(200, PICTURE, Uint8Array.of(7)),
      facts({ kind: 'mandatory' }),
      'the overlay has the color 255,200,255',
    ],
    ['HTML', answer(200, { ...PICTURE, 'content-type': 'text/html' }), facts(), 'an image as text/html'],
    ['broken JSON', answer(200, { ...PICTURE, 'content-type': 'application/json' }), facts(), 'invalid JSON'],
    ['304 with a body', answer(304, PICTURE), facts(), '304 with a body'],
    ['a body for HEAD', answer(200, PICTURE), facts({ method: 'HEAD' }), '200 for HEAD'],
    ['another status', answer(302, SAFE), facts(), 'the status 302'],
    [
      'a refusal without nosniff',
      answer(422, { ...PROBLEM, 'x-content-type-options': '' }, corrupt),
      facts(),
      '422 without nosniff',
    ],
    [
      'a refusal as text',
      answer(422, { ...PROBLEM, 'content-type': 'text/plain' }, corrupt),
      facts(),
      '422 as text/plain',
    ],
    ['a refusal without JSON', answer(422, PROBLEM, MADE), facts(), '422 without JSON'],
    [
      'an unknown code',
      answer(422, PROBLEM, text({ code: 'toString' })),
      facts(),
      '422 with the code toString',
    ],
    [
      'the code of another status',
      answer(422, PROBLEM, text({ code: 'forbidden' })),
      facts(),
      '422 with the code forbidden',
    ],
    [
      'a refusal that may be cached',
      answer(422, { ...PROBLEM, 'cache-control': 'public' }, corrupt),
      facts(),
      '422 that may be cached',
    ],
    [
      'a refusal that names the origin',
      answer(422, PROBLEM, text({ code: 'corrupt', detail: 'http://127.0.0.1:9/a' })),
      facts(),
      '422 names the origin',
    ],
  ])('%s', async (_, given, about, what) => {
    expect(await verdict(given, about)).toContain(what)
  })
})
