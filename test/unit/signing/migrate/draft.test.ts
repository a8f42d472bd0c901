import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrange, type Draft } from '../../../../src/signing/migrate/draft.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'
import { parseIntent } from '../../../../src/signing/url/intent.ts'
import { formatOptions, parseOptions } from '../../../../src/signing/url/parameters.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { runs } from '../../../support/properties/runs.ts'

const length = fc.constantFrom('0', '9', '300', '10000')

/** Generates drafts whose values are all valid independently of each other. */
const drafts: fc.Arbitrary<Draft> = fc
  .record(
    {
      width: length,
      height: length,
      fit: fc.constantFrom('cover', 'contain', 'fill', 'inside', 'outside'),
      enlarge: fc.constantFrom('0', '1'),
      dpr: fc.constantFrom('1', '2', '1.5'),
      position: fc.constantFrom('center', 'top', 'bottomleft'),
      area: fc.constantFrom('30,20', '30,20,1,2'),
      focus: fc.constantFrom('smart', 'fp,0.5,0.2'),
      ratio: fc.constantFrom('16:9', '1:1'),
      blur: fc.constant('3'),
      format: fc.constantFrom('webp', 'auto'),
      preset: fc.constant('card'),
      expire: fc.constant('2000000000'),
      download: fc.constant('a b.jpg'),
    },
    { requiredKeys: [] },
  )
  .map((draft) => JSON.parse(JSON.stringify(draft)))

test('the translated parameters are canonical, consistent and never mean an original', () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      const { parameters, problems } = arrange(draft, '/a.jpg')
      expect([...formatOptions(parseOptions(parameters))]).toEqual([...parameters])
      if (problems.length > 0) return
      const query = formatQuery(parameters)
      expect(parseIntent(parseWire(`https://h.example.com/a.jpg?${query}`))).toBeDefined()
    }),
    { numRuns: runs(1000) },
  )
})

test.each<[string, Draft, Record<string, string>]>([
  ['nothing', {}, { output: 'image' }],
  ['a position without a cut', { width: '9', position: 'top', fit: 'cover' }, { width: '9' }],
  ['a fit without a size', { fit: 'contain', enlarge: '0', dpr: '2', blur: '3' }, { blur: '3' }],
  ['a ratio of a width', { width: '300', ratio: '3:2', fit: 'cover' }, { width: '300', height: '200' }],
  ['a ratio of a height', { height: '1', ratio: '1:9', fit: 'cover' }, { width: '1', height: '1' }],
])('a draft is arranged: %s', (_, draft, parameters) => {
  expect(arrange(draft, '/a.jpg')).toEqual({ parameters: new Map(Object.entries(parameters)), problems: [] })
})

test.each<[Draft, string]>([
  [{ width: '9', fit: 'fill' }, 'a distorted size needs width and height'],
  [
    { width: '9', height: '9', fit: 'cover', area: '3,3', focus: 'smart' },
    'a crop in source pixels cannot be joined with a smart crop or a focus point',
  ],
  [
    { width: '9', ratio: '1:1', fit: 'inside' },
    'the aspect ratio 1:1 needs a crop to either a width or a height',
  ],
  [{ quality: '0' }, 'quality must be a whole number from 1 to 100, got 0'],
])('the draft %j has a problem', (draft, problem) => {
  expect(arrange(draft, '/a.jpg').problems).toEqual([problem])
})
