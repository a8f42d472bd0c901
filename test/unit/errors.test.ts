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
