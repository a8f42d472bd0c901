import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { remedyOf } from '../../../../cli/explain/mend.ts'
import { shellWord } from '../../../../cli/explain/shell-word.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'

test.each(["/a';id;'", '/$(id)', "''", 'a"b\\', "'"])('a shell reads %s as one word', (text) => {
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${shellWord(text)}`], { encoding: 'utf8' })
  expect(words).toBe(`${text}\n`)
})

test('a command for signing a URL runs nothing else', () => {
  const wire = parseWire("https://img.example.com/a';id;'?width=40")
  expect(remedyOf('token', { wire, config: undefined, respelt: false })).toContain(
    `npx --no signet sign ${shellWord("https://img.example.com/a';id;'?width=40")}`,
  )
})
