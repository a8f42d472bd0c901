import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { askOn } from '../../../cli/ask.ts'

it.each([
  ['y\n', true],
  ['YES\n', true],
  [' y \n', true],
  ['n\n', false],
  ['\n', false],
  ['yeah\n', false],
  ['', false],
])('the answer %j to a question means %s', async (typed, agreed) => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const answer = askOn(input, output)('Go on?')
  input.end(typed)
  expect(await answer).toBe(agreed)
  output.end()
  expect(await text(output)).toBe('Go on? [y/N] ')
})
