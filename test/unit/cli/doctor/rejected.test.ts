import { expect, test } from 'vitest'
import { rejections, sentencesOf } from '../../../../cli/doctor/rejected.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'

const NESTED = `Processing ../wrangler.toml configuration:
  - Expected "routes" to be an array, but these weren't valid: [
      {
        "pattern": 5
      }
    ].
  - "env.a" environment configuration
    - Expected "name" to be a string but got 5.
    - Expected "name" to be a string but got 5.
  - "cache" should be an object but got 5.`

test('every error is one sentence, without headings and repetitions', () => {
  expect(sentencesOf(NESTED)).toEqual([
    `Expected "routes" to be an array, but these weren't valid: [ { "pattern": 5 } ]`,
    'Expected "name" to be a string but got 5',
    '"cache" should be an object but got 5',
  ])
  expect(sentencesOf('Invalid TOML document')).toEqual(['Invalid TOML document'])
})

const FILE = 'name = "images"\n[env.live]\nworkers_dev = true\n[env.stage]\nworkers_dev = 5\n'

test.each([
  [undefined, []],
  ['live', []],
  ['stage', ['wrangler.toml: Expected "workers_dev" to be of type boolean but got 5']],
])('wrangler checks the environment %s only', async (environment, sentences) => {
  const place = { ...placeIn(await makeProject({ 'wrangler.toml': FILE })), environment }
  expect(await rejections(place)).toEqual(sentences)
})
