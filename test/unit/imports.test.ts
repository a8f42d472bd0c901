import { describe, expect, test } from 'vitest'
import { type Import, importsOf, listSources, readSource } from '../support/imports.ts'

/** From the top to the ground: an import stays within a layer or goes down. */
const LAYERS = [
  ['index.ts', 'cli'],
  ['handler.ts'],
  ['config.ts'],
  ['auth', 'cache', 'http', 'image', 'sdk', 'source', 'url'],
  ['isolate'],
  ['ops', 'rows', 'formats', 'svg'],
  ['color', 'metadata', 'wasm'],
  ['picture', 'bytes'],
  ['kernel'],
  ['errors.ts', 'limits.ts', 'timing.ts'],
] as const

/** Loose files at the root of `src`. */
const MAX_LOOSE = 7

const files = listSources('src')
const imports = files.flatMap(importsOf)

/** The folder below `src` that a file lies in, or its own name at the root. */
function partOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function isOurs({ target }: Import): boolean {
  return target.startsWith('src/')
}

/** The shape of the configuration may be known everywhere. */
function isConfigType({ target, typeOnly }: Import): boolean {
  return target === 'src/config.ts' && typeOnly
}

const layerOf = (part: string): number => LAYERS.findIndex((parts) => parts.some((name) => name === part))

function arrow({ file, target }: Import): string {
  return `${file} -> ${target}`
}

const crossing = imports.filter(
  (edge) => isOurs(edge) && !isConfigType(edge) && partOf(edge.file) !== partOf(edge.target),
)

test('the statements are found, in all their forms', () => {
  const found = (file: string) => importsOf(file).map(({ target, typeOnly }) => [target, typeOnly])
  expect(found('src/cli/main.ts')).toContainEqual(['src/cli/sign.ts', false])
  expect(found('src/cli/main.ts')).toContainEqual(['src/cli/command.ts', true])
  expect(found('src/url/options.ts')).toContainEqual(['src/url/values.ts', false])
  expect(found('src/sdk/index.ts')).toContainEqual(['src/sdk/srcset.ts', true])
  expect(found('src/auth/keycdn.ts')).toContainEqual(['@noble/hashes/legacy.js', false])
})

describe('imports', () => {
  test('every folder and every loose file has its layer', () => {
    expect([...new Set(files.map(partOf))].filter((part) => layerOf(part) < 0)).toEqual([])
  })

  test('the loose files are few', () => {
    expect([...new Set(files.map(partOf))].filter((part) => part.endsWith('.ts')).length).toBeLessThanOrEqual(
      MAX_LOOSE,
    )
  })

  test('go one way', () => {
    expect(
      crossing.filter(({ file, target }) => layerOf(partOf(target)) < layerOf(partOf(file))).map(arrow),
    ).toEqual([])
  })

  test('make no cycle between folders', () => {
    const uses = new Map<string, Set<string>>()
    for (const { file, target } of crossing)
      uses.set(partOf(file), (uses.get(partOf(file)) ?? new Set()).add(partOf(target)))
    const cycles = [...uses.keys()].filter((part) => {
      const reached = new Set(uses.get(part))
      for (const other of reached) for (const next of uses.get(other) ?? []) reached.add(next)
      return reached.has(part)
    })
    expect(cycles).toEqual([])
  })

  test.each([
    ['url', ['url', 'errors.ts', 'color'], []],
    ['auth', ['auth', 'url', 'errors.ts'], ['@noble/hashes/legacy.js', 'ipaddr.js']],
    ['sdk', ['sdk', 'auth', 'url', 'errors.ts'], []],
  ])('of %s reach neither Workers nor WebAssembly', (part, parts, packages) => {
    const own = imports.filter(({ file }) => partOf(file) === part)
    const foreign = own.filter((edge) =>
      isOurs(edge) ? !parts.includes(partOf(edge.target)) : !packages.some((name) => name === edge.target),
    )
    expect(foreign.map(arrow)).toEqual([])
  })

  test('of operations and kernel know nothing of URLs', () => {
    const below = imports.filter(({ file }) => ['ops', 'kernel'].includes(partOf(file)))
    expect(below.filter(({ target }) => /^src\/(?:url|auth|source|cache)\//.test(target)).map(arrow)).toEqual(
      [],
    )
  })

  test.each(['@jsquash/', '@thorvg/'])('of %s are at the border of foreign code only', (scope) => {
    const foreign = imports.filter(({ target }) => target.includes(scope))
    expect(
      foreign.filter(({ file }) => !['formats', 'svg', 'wasm'].includes(partOf(file))).map(arrow),
    ).toEqual([])
    expect(foreign).not.toEqual([])
  })
})

test('no file is longer than a few screens', () => {
  const lines = files.map((file) => ({ file, lines: readSource(file).split('\n').length - 1 }))
  expect(lines.filter(({ file, lines: count }) => count > (partOf(file) === 'kernel' ? 400 : 250))).toEqual(
    [],
  )
})
