import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { remoteStore } from '../../../../cli/deny/store.ts'
import { wranglerIn } from '../../../../cli/deny/wrangler.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'

/** Script that stands in for wrangler: it keeps a value in a file and fails in the same ways. */
const STUB = `
import { appendFileSync, copyFileSync, existsSync, readFileSync } from 'node:fs'
const args = process.argv.slice(2)
appendFileSync('calls', JSON.stringify(args) + '\\n')
const [, , verb] = args
const fault = existsSync('fault') ? readFileSync('fault', 'utf8') : ''
function fail(text) {
  console.error('\\x1b[31m✘ [ERROR]\\x1b[0m ' + text + '\\n\\nLogs were written to a file')
  process.exit(1)
}
if (fault && fault !== 'listed') fail(fault)
if (verb === 'get' && (fault || !existsSync('list'))) fail('Failed to fetch https://api.cloudflare.com/x - 404: Not Found')
if (verb === 'get') process.stdout.write(readFileSync('list'))
if (verb === 'list') process.stdout.write(existsSync('list') ? '[{"name":"tokens"}]' : '[{"name":"tokens2"}]')
if (verb === 'put') copyFileSync(args[args.indexOf('--path') + 1], 'list')
`

async function stubbed(files: Record<string, string> = {}) {
  const cwd = await makeProject({ 'wrangler.mjs': STUB, ...files })
  const store = remoteStore(wranglerIn(placeIn(cwd), join(cwd, 'wrangler.mjs')))
  const calls = async () =>
    (await readFile(join(cwd, 'calls'), 'utf8'))
      .trim()
      .split('\n')
      .map((line): string[] => JSON.parse(line))
  return { cwd, store, calls }
}

describe('the list in the account', () => {
  it('is read and written by wrangler, byte for byte', async () => {
    const { cwd, store, calls } = await stubbed({ list: 'one\n' })
    expect(await store.read()).toBe('one\n')
    await store.write('two\n')
    expect(await readFile(join(cwd, 'list'), 'utf8')).toBe('two\n')
    const rest = ['--binding', 'DENIED', '--remote', '--config', join(cwd, 'wrangler.toml')]
    expect(await calls()).toEqual([
      ['kv', 'key', 'get', 'tokens', ...rest],
      ['kv', 'key', 'put', 'tokens', '--path', expect.any(String), ...rest],
    ])
  })

  it('may be long', async () => {
    const list = `${'a'.repeat(64)} 1790000000\n`.repeat(20_000)
    const { store } = await stubbed({ list })
    expect(await store.read()).toBe(list)
  })

  it('is empty if wrangler neither finds nor lists the key', async () => {
    const { store, calls } = await stubbed()
    expect(await store.read()).toBeNull()
    expect((await calls()).map(([, , verb]) => verb)).toEqual(['get', 'list'])
  })

  it('is not treated as empty if wrangler lists the key', async () => {
    const { store } = await stubbed({ list: 'one', fault: 'listed' })
    await expect(store.read()).rejects.toThrow(/^wrangler: Failed to fetch .* - 404: Not Found$/)
  })

  it.each(['read', 'write'] as const)('is not treated as empty if wrangler fails: %s', async (name) => {
    const { store } = await stubbed({ fault: 'You are not signed in.' })
    await expect(store[name]('x')).rejects.toThrow(/^wrangler: You are not signed in\.$/)
  })
})
