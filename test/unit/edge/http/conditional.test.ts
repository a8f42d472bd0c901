import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFresh, parseRange, slice } from '../../../../src/edge/http/conditional.ts'

describe('isFresh', () => {
  it.each([
    ['"a"', '"a"', true],
    ['W/"a"', '"a"', true],
    ['"a"', 'W/"a"', true],
    ['"x", "a" ,"y"', '"a"', true],
    ['*', '"a"', true],
    ['"b"', '"a"', false],
    ['a', '"a"', false],
    ['"a"', undefined, false],
  ])('compares If-None-Match %s with %s: %s', (header, etag, fresh) => {
    expect(isFresh(new Headers({ 'if-none-match': header }), etag)).toBe(fresh)
  })

  it('is false without If-None-Match', () => {
    expect(isFresh(new Headers(), '"a"')).toBe(false)
  })
})

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=2-', { first: 2, last: 9 }],
    ['bytes=2-99', { first: 2, last: 9 }],
    ['bytes=-3', { first: 7, last: 9 }],
    ['bytes=-99', { first: 0, last: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['bytes=a-b', undefined],
    ['items=0-1', undefined],
  ])('reads %s of ten bytes as %o', (range, expected) => {
    expect(parseRange(new Headers({ range }), 10, '"a"')).toEqual(expected)
  })

  it.each([
    ['"a"', '"a"', true],
    ['"b"', '"a"', false],
    ['W/"a"', 'W/"a"', false],
    ['Wed, 21 Oct 2015 07:28:00 GMT', '"a"', false],
  ])('compares If-Range %s with %s: %s', (condition, etag, holds) => {
    const range = parseRange(new Headers({ range: 'bytes=0-1', 'if-range': condition }), 10, etag)
    expect(range !== undefined).toBe(holds)
  })
})

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

describe('slice', () => {
  it('cuts a stream like bytes, whatever its pieces', async () => {
    const cut = fc.uint8Array({ minLength: 1, maxLength: 40 }).chain((bytes) =>
      fc.record({
        bytes: fc.constant(bytes),
        first: fc.nat(bytes.length - 1),
        more: fc.nat(bytes.length),
        cuts: fc.array(fc.nat(bytes.length)),
      }),
    )
    await fc.assert(
      fc.asyncProperty(cut, async ({ bytes, first, more, cuts }) => {
        const last = Math.min(first + more, bytes.length - 1)
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        const pieces = at.slice(1).map((end, index) => bytes.slice(at[index], end))
        const sliced = slice(streamOf(pieces), { first, last })
        const whole = new Uint8Array(await new Response(sliced).arrayBuffer())
        expect([...whole]).toEqual([...bytes.subarray(first, last + 1)])
      }),
    )
  })
})
