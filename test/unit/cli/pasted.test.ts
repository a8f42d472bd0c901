import { describe, expect, test } from 'vitest'
import { explain } from '../../../cli/explain/explain.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { runCommand } from '../../support/project/command.ts'

const env = { SIGNING_KEYS: 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
const BASE = 'https://img.example.com/a.jpg'
const ENTITY = 'the URL has &amp;: write & in its place, as in HTML it stands for &'
const TOKEN = 'the token of the URL is a placeholder: pass a URL that npx --no signet sign printed'
const BLANK = 'the URL has a blank beside a parameter: remove the blank'

describe.each([
  ['verify', verify],
  ['explain', explain],
])('%s refuses a pasted URL', (_, command) => {
  test.each([
    ['?width=400&amp;format=webp&token=abc', ENTITY],
    ['?width=400&token=…', TOKEN],
    ['?width=400&token=...', TOKEN],
    ['?width=400&token=TOKEN&w=320', TOKEN],
    ['?width=400 &token=abc', BLANK],
    ['? width=400&token=abc', BLANK],
    ['?width=400&token= abc', BLANK],
    ['?width=400&token=abc ', BLANK],
    ['?width=400&token=abc\n', BLANK],
  ])('%j', async (query, message) => {
    expect(await runCommand(command, [BASE + query], { env })).toEqual({ code: 1, out: [], err: [message] })
  })

  test.each(['?oltext=a b&token=abc', '?oltext=token=…&token=abc', '?width=4&token=TOKENS'])(
    'but not %j',
    async (query) => {
      const { out } = await runCommand(command, [BASE + query], { env })
      expect(out.length).toBeGreaterThan(3)
    },
  )
})

test('sign refuses HTML entities, but signs a text that ends with a blank', async () => {
  expect(await runCommand(sign, [`${BASE}?width=400&amp;format=webp`], { env })).toEqual({
    code: 1,
    out: [],
    err: [ENTITY],
  })
  expect((await runCommand(sign, [`${BASE}?oltext=a &olalign=top`], { env })).code).toBe(0)
  expect((await runCommand(sign, ['https://img.example.com/a&amp;b.jpg?width=4'], { env })).code).toBe(0)
})
