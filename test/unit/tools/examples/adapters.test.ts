import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ADAPTERS = 'examples/adapters'

const read = (file: string) => readFileSync(file, 'utf8')
const page = ['frameworks', 'frameworks-engine'].map((name) => read(`docs/${name}.md`)).join('\n')
const names = readdirSync(ADAPTERS).filter((name) => /\.(?:ts|tsx|js)$/.test(name) && !name.endsWith('.d.ts'))

test('the repository has adapters', () => {
  expect(names.length).toBeGreaterThanOrEqual(10)
})

describe.each(names)('%s', (name) => {
  const text = read(join(ADAPTERS, name))

  test('is documented with the same code or, if it is long, with a link', () => {
    const code = `\n${text}\`\`\``
    expect([code, `](../${ADAPTERS}/${name})`].some((expected) => page.includes(expected))).toBe(true)
  })

  test('is listed on the page of the folder', () => {
    expect(read(join(ADAPTERS, 'README.md'))).toContain(`\`${name}\``)
  })

  test('has at most 250 lines', () => {
    expect(text.split('\n').length - 1).toBeLessThanOrEqual(250)
  })

  test.each(['examples/next/app', 'examples/astro/src', 'examples/astro/local/src'])(
    'is the same in %s, if that exists',
    (folder) => {
      const copy = join(folder, name)
      expect(existsSync(copy) ? read(copy) : text).toBe(text)
    },
  )
})

/** Relative imports of TypeScript, JavaScript and Astro files. */
const RELATIVE = /(?:from|import|require)\s*\(?\s*['"](\.[^'"]*)['"]/g

/** Folders that are not committed. */
const IGNORED = ['node_modules', 'dist', '.next', '.astro']

/** Returns the imports in an example's files that lead out of its folder. */
function escapes(folder: string): string[] {
  const files = globSync('**/*.{ts,tsx,js,mjs,astro}', {
    cwd: folder,
    exclude: (name) => IGNORED.includes(basename(name)),
  })
  return files.flatMap((file) =>
    [...read(join(folder, file)).matchAll(RELATIVE)]
      .map(([, target = '']) => join(dirname(file), target))
      .filter((target) => target.startsWith('..'))
      .map((target) => `${join(folder, file)} imports ${target}`),
  )
}

test('no example imports a file of the repository', () => {
  const folders = readdirSync('examples', { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.flatMap(({ name }) => escapes(join('examples', name)))).toEqual([])
})

test('the example apps use the adapters', () => {
  const copies = [
    'examples/next/app/next-loader.tsx',
    'examples/next/app/next-server.tsx',
    'examples/astro/src/astro-service.ts',
    'examples/astro/local/src/astro-local-service.ts',
    'examples/astro/local/src/sharp-words.ts',
  ]
  expect(copies.filter((file) => !existsSync(file))).toEqual([])
})
