import { describe, expect, test } from 'vitest'
import { type Import, importsOf, listSources } from '../support/imports.ts'

/** From the top to the ground: an import stays within a layer or goes down. docs/architecture.md draws them. */
const LAYERS = [
  ['index.ts', 'cli'],
  ['handler.ts', 'tiered'],
  ['config.ts', 'zone-table.ts'],
  ['auth', 'cache', 'gates', 'http', 'image', 'log', 'migrate', 'sdk', 'source', 'url'],
  ['isolate'],
  ['ops', 'rows', 'formats', 'svg', 'text'],
  ['color', 'metadata', 'wasm', 'mark'],
  ['picture', 'bytes'],
  ['kernel'],
  ['errors.ts', 'limits.ts', 'timing.ts'],
] as const

const files = listSources('src')
const imports = files.flatMap(importsOf)

const WING = /^src\/(?:engine|signing|edge)\//

/** Folders that were one until the wings were built: they share a layer. */
const JOINED: Readonly<Record<string, string>> = {
  analysis: 'image',
  animation: 'image',
  'gain-map': 'image',
  overlay: 'image',
  plan: 'image',
  request: 'image',
  memory: 'wasm',
}

function partOf(file: string): string {
  const part = file.replace(WING, 'src/').split('/')[1] ?? ''
  return /^src\/engine\/[^/]+$/.test(file) ? 'image' : (JOINED[part] ?? part)
}

function isOurs({ target }: Import): boolean {
  return target.startsWith('src/')
}

/** Every file may name the types of the configuration. */
function isConfigType({ target, typeOnly }: Import): boolean {
  return target === 'src/edge/config.ts' && typeOnly
}

const layerOf = (part: string): number => LAYERS.findIndex((parts) => parts.some((name) => name === part))

function arrow({ file, target }: Import): string {
  return `${file} -> ${target}`
}

function climb(edge: Import): string {
  const [from, to] = [partOf(edge.file), partOf(edge.target)]
  return `${arrow(edge)} (layer ${layerOf(from)}, ${from}, up to layer ${layerOf(to)}, ${to})`
}

function expectNone(found: readonly string[], advice: string): void {
  expect(found, `${advice}:\n  ${found.join('\n  ')}\n`).toEqual([])
}

const crossing = imports.filter(
  (edge) => isOurs(edge) && !isConfigType(edge) && partOf(edge.file) !== partOf(edge.target),
)

test('finds import statements in all their forms', () => {
  const found = (file: string) => importsOf(file).map(({ target, typeOnly }) => [target, typeOnly])
  expect(found('cli/main.ts')).toContainEqual(['cli/sign.ts', false])
  expect(found('cli/subcommands.ts')).toContainEqual(['cli/command.ts', true])
  expect(found('src/signing/url/options.ts')).toContainEqual(['src/signing/url/values.ts', false])
  expect(found('src/signing/sdk/index.ts')).toContainEqual(['src/signing/sdk/candidates.ts', true])
  expect(found('src/signing/auth/keycdn.ts')).toContainEqual(['@noble/hashes/legacy.js', false])
})

describe('imports', () => {
  test('every folder and every loose file has its layer', () => {
    const unknown = [...new Set(files.map(partOf))].filter((part) => layerOf(part) < 0)
    expectNone(unknown, 'give these a layer, here and in docs/architecture.md')
  })

  test('go one way', () => {
    const climbing = crossing.filter(({ file, target }) => layerOf(partOf(target)) < layerOf(partOf(file)))
    expectNone(climbing.map(climb), 'move what is shared down to the lower layer, or pass it as an argument')
  })

  test('make no cycle between folders', () => {
    const uses = new Map<string, Set<string>>()
    for (const { file, target } of crossing)
      uses.set(partOf(file), (uses.get(partOf(file)) ?? new Set()).add(partOf(target)))
    const cyclic = new Set(
      [...uses.keys()].filter((part) => {
        const reached = new Set(uses.get(part))
        for (const other of reached) for (const next of uses.get(other) ?? []) reached.add(next)
        return reached.has(part)
      }),
    )
    const within = crossing.filter(
      ({ file, target }) => cyclic.has(partOf(file)) && cyclic.has(partOf(target)),
    )
    expectNone(within.map(arrow), `${[...cyclic].join(', ')} import each other; turn one of these round`)
  })

  test.each([
    ['url', ['url', 'errors.ts', 'color'], []],
    ['migrate', ['migrate', 'url', 'errors.ts'], []],
    [
      'auth',
      ['auth', 'migrate', 'url', 'errors.ts'],
      ['@noble/hashes/hmac.js', '@noble/hashes/legacy.js', '@noble/hashes/sha2.js', 'ipaddr.js', 'valibot'],
    ],
    [
      'sdk',
      ['sdk', 'auth', 'url', 'errors.ts'],
      ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'thumbhash'],
    ],
  ])('of %s reach neither Workers nor WebAssembly', (part, parts, packages) => {
    const own = imports.filter(({ file }) => partOf(file) === part)
    const foreign = own.filter((edge) =>
      isOurs(edge) ? !parts.includes(partOf(edge.target)) : !packages.some((name) => name === edge.target),
    )
    expectNone(foreign.map(arrow), `${part} runs in browsers and Node, with ${parts.join(', ')} alone`)
  })

  test('of operations and kernel know nothing of URLs', () => {
    const below = imports.filter(({ file }) => ['ops', 'kernel'].includes(partOf(file)))
    const above = below.filter(({ target }) => /^src\/(?:signing|edge)\//.test(target))
    expectNone(above.map(arrow), 'the plan gives operations numbers; they read no options')
  })

  test.each(['@jsquash/', '/thorvg.wasm'])('of %s are at the border of foreign code only', (scope) => {
    const foreign = imports.filter(({ target }) => target.includes(scope))
    const elsewhere = foreign.filter(({ file }) => !['formats', 'svg', 'wasm'].includes(partOf(file)))
    expectNone(elsewhere.map(arrow), `only formats, svg and wasm call ${scope}`)
    expect(foreign).not.toEqual([])
  })

  test.each([
    ['src', /^(?:samples|playground|tools|test|bench)\//],
    ['samples', /^(?:playground|tools|test|bench)\//],
    ['playground', /^(?:samples|tools|test|bench)\//],
    ['playground/page', /^playground\/server\//],
    ['playground/server', /^playground\/page\//],
  ])('of %s stay clear of what does not belong to it', (folder, others) => {
    const crossings = listSources(folder)
      .flatMap(importsOf)
      .filter(({ target }) => others.test(target))
    expectNone(crossings.map(arrow), `${folder} must run without these`)
  })
})
