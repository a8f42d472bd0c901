import { expect, test } from 'vitest'
import { keygen } from '../../../cli/keygen.ts'
import { parseKeys } from '../../../src/signing/auth/keys.ts'
import { runCommand } from '../../support/project/command.ts'

test('prints one key that the server accepts, with the date as its id', async () => {
  const { code, out, err } = await runCommand(keygen, [])
  expect({ code, err, lines: out.length }).toEqual({ code: 0, err: [], lines: 1 })
  const [key] = parseKeys(out[0])
  expect(key.id).toBe('k20231114')
  expect(key.bytes).toHaveLength(32)
})

test('never prints the same key twice', async () => {
  const runs = await Promise.all(Array.from({ length: 50 }, () => runCommand(keygen, [])))
  expect(new Set(runs.flatMap(({ out }) => out)).size).toBe(50)
})

test('accepts another id', async () => {
  const { out } = await runCommand(keygen, ['--id', 'web-1_a'])
  expect(parseKeys(out[0])[0].id).toBe('web-1_a')
})

test.each(['', 'a.b', 'a:b', 'a b', 'k'.repeat(33)])('refuses the id %j', async (id) => {
  expect(await runCommand(keygen, ['--id', id])).toEqual({
    code: 1,
    out: [],
    err: [`--id must be a key id of up to 32 letters, digits, _ and -, got ${id}`],
  })
})

test('refuses unknown arguments', async () => {
  const { code, out, err } = await runCommand(keygen, ['k1'])
  expect({ code, out }).toEqual({ code: 1, out: [] })
  expect(err).toEqual([expect.stringContaining('npx --no signet keygen --help lists its arguments')])
})
