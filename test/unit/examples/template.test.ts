import { globSync, readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import template from '../../../examples/worker/package.json' with { type: 'json' }
import root from '../../../package.json' with { type: 'json' }
import signer from '../../../packages/signer/package.json' with { type: 'json' }
import worker from '../../../packages/worker/package.json' with { type: 'json' }

const read = (file: string) => readFileSync(file, 'utf8')
const own = parse(read('examples/worker/wrangler.toml'))
const repository = parse(read('wrangler.toml'))

describe('the template', () => {
  test('depends on this version of the packages', () => {
    const range = `^${root.version}`
    expect(template.dependencies).toEqual({ [worker.name]: range })
    expect(template.devDependencies).toMatchObject({ [signer.name]: range })
  })

  test('has the versions of tools with which it is tested', () => {
    const { [signer.name as '@owner/signet']: _, ...tools } = template.devDependencies
    expect(root.devDependencies).toMatchObject(tools)
  })

  test('has the date, flags and protections of the repository', () => {
    for (const field of [
      'compatibility_date',
      'compatibility_flags',
      'preview_urls',
      'observability',
      'secrets',
    ])
      expect([field, own[field]]).toEqual([field, repository[field]])
  })

  test('has ten lines of code, and exports the entrypoint of the tiered cache', () => {
    const code = read('examples/worker/src/index.ts')
    const lines = code.split('\n').filter((line) => !/^\s*(?:\/\/.*)?$/.test(line))
    expect(lines.length).toBeLessThanOrEqual(10)
    expect(code).toMatch(/^export const \{ Render \} = /m)
  })

  test('imports no file of the repository', () => {
    for (const file of globSync('examples/worker/**/*.{ts,json,toml}', { exclude: ['**/node_modules/**'] }))
      expect(read(file)).not.toMatch(/\.\.\/\.\.\/|file:/)
  })
})

test('the tiered cache of the template is that of the repository', () => {
  const block = (text: string) => /^# \[exports\.Render\]\n(?:#.*\n)+/m.exec(text)?.[0]
  expect(block(read('examples/worker/wrangler.toml'))).toBe(block(read('wrangler.toml')))
})
