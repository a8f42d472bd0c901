import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import vectors from '../../vectors/keycdn.json' with { type: 'json' }

const MAIN = join(import.meta.dirname, '../../../cli/main.ts')

function spawnMain(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    cwd: tmpdir(),
  })
  return { status, stdout, stderr }
}

test('runs a subcommand and prints only its result to stdout', () => {
  const [{ path, query, token, secret } = { path: '', query: '', token: '', secret: '' }] = vectors.image
  const target = `${path}?${query}`
  const flags = ['--scheme', 'keycdn-image', '--signing-key', secret, '--base', 'https://img.example.com']
  expect(spawnMain('sign', target, ...flags)).toEqual({
    status: 0,
    stdout: `https://img.example.com${target}&token=${token}\n`,
    stderr: 'expires: never\nkey: KEYCDN_SECRET\n',
  })
})

test('lists its subcommands when given an unknown one', () => {
  const { status, stdout, stderr } = spawnMain('constructor')
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(
    /^ {2}start +\S.*\n {2}sign +\S.*\n {2}verify +\S.*\n {2}explain +\S.*\n {2}doctor +\S/m,
  )
})

test('suggests the command for a misspelt name', () => {
  expect(spawnMain('verfiy').stderr).toMatch(/^unknown command verfiy; did you mean verify\?\n/)
})

test('prints no control characters', () => {
  const { stderr } = spawnMain('verify\u001b[2J\u009b1A\r\u0007\u007f')
  expect(stderr).toMatch(/^unknown command verify\\u001b\[2J\\u009b1A\\u000d\\u0007\\u007f\n/)
})

test('lists its subcommands for --help', () => {
  const { status, stdout, stderr } = spawnMain('--help')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(
    /^ {2}start +\S.*\n {2}sign +\S.*\n {2}verify +\S.*\n {2}explain +\S.*\n {2}doctor +\S/m,
  )
})

test.each(['--version', 'version'])('prints its version for %s', (name) => {
  expect(spawnMain(name)).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

test('dev is another name of start', () => {
  expect(spawnMain('dev', '--help').stdout).toMatch(/^Usage: npx --no signet start \[options\]/)
})

test('a reader that closes the pipe ends the command without a stack trace', async () => {
  const child = spawn(process.execPath, [MAIN, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect({ errors, code }).toEqual({ errors: '', code: 141 })
})
