import { expect, test } from 'vitest'
import { findBadSubjects } from '../../../../tools/language/commit-rules.ts'

const problemsOf = (subject: string) => findBadSubjects([{ hash: 'abc1234', subject }])

test.each([
  'Add a parameter',
  'Pass options to the engine',
  'Process frames in order',
  'Focus on faces',
  'Exceed no limit',
  'Embed profiles',
  'Bring the tests of frames',
  `Add ${'a'.repeat(68)}`,
  'Wait for the rest…',
  'Count the size of a row, and the address of its end',
])('"%s" is accepted', (subject) => {
  expect(problemsOf(subject)).toEqual([])
})

const IMPERATIVE = /the subject must begin with an imperative/

test.each([
  [`Add ${'a'.repeat(69)}`, /the subject must have up to 72 characters/],
  ['Add a parameter.', /the subject must end without a full stop/],
  ['Test the size of parts of a crop', /the subject must have at most one "of" in a clause/],
  ['Adds a parameter', IMPERATIVE],
  ['Added a parameter', IMPERATIVE],
  ['Adding a parameter', IMPERATIVE],
  ['add a parameter', IMPERATIVE],
  ['fix: add a parameter', IMPERATIVE],
  ['Tests: add a parameter', IMPERATIVE],
  ['PNG filters', IMPERATIVE],
  ['Wip', IMPERATIVE],
])('"%s" is refused', (subject, problem) => {
  expect(problemsOf(subject)).toEqual([expect.stringMatching(problem)])
})

test('a problem names the commit and its subject', () => {
  expect(problemsOf('Added')).toEqual([expect.stringMatching(/^commit abc1234: .*: Added$/)])
})

test('every problem of a subject is reported', () => {
  expect(problemsOf(`${'a'.repeat(80)}.`)).toHaveLength(3)
})
