import { describe, expect, it } from 'vitest'
import { ERRORS, Failure, sentenceOf, toFailure } from '../../src/errors.ts'

describe('toFailure', () => {
  it('keeps a Failure as it is', () => {
    const failure = new Failure('forbidden', undefined, 'the token does not match')
    expect(toFailure(failure)).toBe(failure)
  })

  it.each([
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
  ])('turns %s into an internal error without a detail', (thrown, reason) => {
    expect(toFailure(thrown)).toMatchObject({ code: 'internal', detail: undefined, reason })
  })

  it.each<[string, unknown]>([
    ['an object without a text', Object.create(null)],
    [
      'an object whose text throws',
      {
        toString() {
          throw new Error('no text')
        },
      },
    ],
  ])('turns %s into an internal error', (_, thrown) => {
    expect(toFailure(thrown)).toMatchObject({ code: 'internal', reason: 'an error that cannot be read' })
  })

  it.each(['__proto__', 'constructor', 'toString', 'teapot', 7, undefined])(
    'turns a Failure with the code %j into an internal error',
    (code) => {
      const failure = Object.assign(new Failure('busy', 'wait'), { code })
      expect(toFailure(failure)).toMatchObject({
        code: 'internal',
        detail: undefined,
        reason: 'Failure: wait (unknown code)',
      })
    },
  )

  it.each<[string, unknown]>([
    ['retryAfter', 'a\r\nb'],
    ['retryAfter', '7'],
    ['retryAfter', 1.5],
    ['retryAfter', -1],
    ['retryAfter', Number.NaN],
    ['retryAfter', Object(7n)],
    ['source', 'lost'],
    ['largest', { width: 1 }],
    ['largest', null],
    ['parts', 'a text'],
    ['parts', [7]],
    ['parts', [null]],
    ['parts', [{ option: 7 }]],
    ['parts', [{ values: null }]],
    ['parts', [{ values: { page: [1] } }]],
  ])('leaves out %s if it is %s', (name, value) => {
    const failure = toFailure(Object.assign(new Failure('busy', 'wait', 'full'), { [name]: value }))
    expect(failure).toMatchObject({ code: 'busy', detail: 'wait' })
    expect(failure.reason).toBe(`full (invalid fields: ${name})`)
    expect(Object.getOwnPropertyDescriptor(failure, name)?.value).toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['bigint', 7n],
    ['cyclic object', [globalThis]],
    ['number', 7],
  ])('leaves out a detail that is a %s', (_, detail) => {
    const failure = toFailure(Object.assign(new Failure('busy'), { detail }))
    expect(failure).toMatchObject({
      code: 'busy',
      detail: undefined,
      reason: 'busy (invalid fields: detail)',
    })
  })

  it('calls no getter', () => {
    const failure = Object.defineProperty(new Failure('busy', 'wait'), 'reason', {
      get() {
        throw new Error('read')
      },
    })
    expect(toFailure(failure)).toMatchObject({ code: 'busy', reason: 'wait (invalid fields: reason)' })
  })

  it('keeps the other fields', () => {
    const options = {
      retryAfter: 9,
      source: 'gone',
      largest: { width: 2, height: 1 },
      parts: ['a', { option: 'b' }],
    } as const
    const failure = Object.assign(new Failure('busy', 'wait', 'full', options), { message: 7 })
    expect(toFailure(failure)).toMatchObject({
      code: 'busy',
      detail: 'wait',
      message: expect.any(String),
      ...options,
    })
  })
})

describe('a Failure', () => {
  it.each([
    [new Failure('busy', 'try again in a moment', 'the queue is full'), 'the queue is full'],
    [new Failure('bad-parameter', 'width must be a whole number'), 'width must be a whole number'],
    [new Failure('expired'), ERRORS.expired.title],
  ])('has as its message the reason, or the detail, or the title', (failure, sentence) => {
    expect(sentenceOf(failure)).toBe(sentence)
    expect([sentence, failure.code]).toContain(failure.message)
  })
})
