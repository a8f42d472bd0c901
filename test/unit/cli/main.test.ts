import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import vectors from '../../vectors/keycdn.json' with { type: 'json' }

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts')

function spawnMain(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('runs a subcommand and prints only its result to stdout', () => {
  const [{ path, query, token, secret } = { path: '', query: '', token: '', secret: '' }] = vectors.image
  const target = `${path}?${query}`
  expect(spawnMain('sign', target, '--scheme', 'keycdn-image', '--key', secret)).toEqual({
    status: 0,
    stdout: `http://127.0.0.1:8787${target}&token=${token}\n`,
    stderr: '',
  })
})

test('lists its subcommands when given an unknown one', () => {
  const { status, stdout, stderr } = spawnMain('constructor')
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/^ {2}sign +\S.*\n {2}verify +\S.*\n {2}keygen +\S/m)
})
