import fc from 'fast-check'
import { expect, it } from 'vitest'
import { freshness } from '../../../../src/edge/source/cache-control.ts'
import { expectLinear } from '../../../support/process/growth.ts'

it.each([
  [undefined, undefined],
  [null, undefined],
  ['', undefined],
  ['public', undefined],
  ['max-age=60', 60],
  ['public, max-age=60', 60],
  ['public,max-age=60,immutable', 60],
  ['MAX-AGE=60', 60],
  ['max-age="60"', 60],
  ['max-age=0', 0],
  ['max-age=007', 7],
  ['max-age=60, s-maxage=600', 600],
  ['s-maxage=600, max-age=60', 600],
  ['s-maxage=0, max-age=60', 0],
  ['max-age=60, max-age=600', 60],
  ['s-maxage=60, s-maxage=600', 60],
  ['max-age=99999999999999999999', 2 ** 31],
  // RFC 9111 4.2.1: an answer whose lifetime cannot be parsed is stale.
  ['max-age', 0],
  ['max-age=', 0],
  ['max-age=-1', 0],
  ['max-age=1.5', 0],
  ['max-age=1e9', 0],
  ['max-age=٦', 0],
  ['no-store', 0],
  ['No-Cache', 0],
  ['private', 0],
  ['max-age=60, private', 0],
  ['no-cache="set-cookie", max-age=60', 0],
  ['s-maxage=600, no-store', 0],
  ['x-max-age=60', undefined],
  ['max-ages=60', undefined],
  ['community="a, no-store, max-age=5", max-age=60', 60],
  ['community="a \\", no-store", max-age=60', 60],
  ['stale-while-revalidate=60', undefined],
  [', ,max-age=60,,', 60],
  ['__proto__=1, max-age=60', 60],
])('%s gives %s', (header, seconds) => {
  expect(freshness(header)).toBe(seconds)
})

it('the lifetime is whole seconds or undefined, whatever the header', () => {
  const piece = fc.constantFrom('max-age', 's-maxage', '=', '"', '\\', ',', ' ', '1', '60', 'private', 'x')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const seconds = freshness(pieces.join(''))
      expect(seconds === undefined || (Number.isSafeInteger(seconds) && seconds >= 0)).toBe(true)
    }),
  )
})

it.each(['"', 'a', '="', ' ', 'max-age="\\', 'a ='])(
  'a hostile header of %j is parsed in linear time',
  (part) => {
    function prepare(count: number): () => void {
      const header = part.repeat(count)
      return () => void freshness(header)
    }
    expectLinear(prepare, 16_384)
  },
)
