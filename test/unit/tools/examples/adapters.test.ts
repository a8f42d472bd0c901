import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ADAPTERS = 'examples/adapters'

const read = (file: string) => readFileSync(file, 'utf8')
const page = read('docs/frameworks.md')
const names = readdirSync(ADAPTERS).filter((name) => /\.(?:ts|tsx|js)$/.test(name) && !name.endsWith('.d.ts'))

/** Returns the lines that are neither imports, comments nor blank. */
const codeLines = (text: string) =>
  text.split('\n').filter((line) => !/^\s*(?:import |\/\*\*|\*|$)/.test(line))

test('the repository has adapters', () => {
  expect(names.length).toBeGreaterThanOrEqual(10)
})

describe.each(names)('%s', (name) => {
  const text = read(join(ADAPTERS, name))

  test('has less than 20 lines of code', () => {
    expect(codeLines(text).length).toBeLessThan(20)
  })

  test('is documented with the same code', () => {
    expect(page).toContain(`\`\`\`${name.split('.').at(-1)}\n${text}\`\`\``)
  })

  test.each(['examples/next/app', 'examples/astro/src'])('is the same in %s, if that exists', (folder) => {
    const copy = join(folder, name)
    expect(existsSync(copy) ? read(copy) : text).toBe(text)
  })
})

test('the example apps use the adapters', () => {
  const copies = [
    'examples/next/app/next-loader.tsx',
    'examples/next/app/next-server.tsx',
    'examples/astro/src/astro-service.ts',
  ]
  expect(copies.filter((file) => !existsSync(file))).toEqual([])
})
