import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatValidators, parseValidators } from '../../../../src/edge/source/validators.ts'

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'

it('validators of any bytes are unchanged after writing and reading', () => {
  const text = fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined })
  const rows = fc.array(
    fc
      .record({ etag: text, modified: text })
      .filter(({ etag, modified }) => (etag ?? modified) !== undefined),
    { minLength: 1, maxLength: 2 },
  )
  fc.assert(
    fc.property(rows, (sources) => {
      const written = formatValidators(sources)
      expect(written).toMatch(/^[!-~]+$/)
      expect(parseValidators(written)).toEqual(sources)
    }),
  )
})

it('validators are empty if one source has none', () => {
  expect(formatValidators([{ etag: '"a"' }, { etag: undefined }])).toBe('')
  expect(formatValidators([{ etag: undefined, modified: DATE }])).not.toBe('')
  expect(parseValidators('')).toEqual([])
})

it.each(['%', 'no JSON', '{}', '[1]', '[["a"]]', '[["a",1]]', '[["a","b","c"]]'])('%s has none', (text) => {
  expect(parseValidators(encodeURIComponent(text))).toEqual([])
  expect(parseValidators(text)).toEqual([])
})
