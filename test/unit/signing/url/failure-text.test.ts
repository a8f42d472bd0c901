import { expect, it } from 'vitest'
import { mention, mentioning, parts, setting } from '../../../../src/engine/options/mention.ts'
import type { Mention } from '../../../../src/errors.ts'
import { inUrlTerms } from '../../../../src/signing/url/failure-text.ts'
import { failure } from '../../../support/process/failure.ts'

it.each<[Mention, string]>([
  [mention('alphaquality'), 'alphaquality'],
  [mention('ol2url'), 'ol2url'],
  [setting({ lossless: false }), 'lossless=0'],
  [setting({ progressive: true }), 'progressive=1'],
  [setting({ page: 5 }), 'page=5'],
  [setting({ crop: 'smart' }), 'crop=smart'],
  [setting({ output: 'json' }), 'output=json'],
  [setting({ effort: 'fast', lossless: false }), 'lossless=0&effort=fast'],
])('a failure that mentions %o names %s', (mentioned, text) => {
  const error = inUrlTerms(mentioning('over-budget', parts`a smaller width or ${mentioned}`, 'why'))
  expect(error).toEqual(failure('over-budget', `a smaller width or ${text}`, 'why'))
})
