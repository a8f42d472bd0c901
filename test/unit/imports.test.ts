import { describe, expect, test } from 'vitest'
import { OPTION_NAMES } from '../../src/signing/url/options.ts'
import {
  codeOf,
  type Import,
  importsOf,
  listSources,
  PROSE,
  reachableFrom,
  readSource,
} from '../support/project/imports.ts'

/**
 * Layers of src from the top to the ground. An import stays inside a folder or goes to a lower
 * layer. Folders in one layer do not import each other.
 */
const LAYERS = [
  ['index.ts', 'builds/small.ts', 'builds/heic.ts', 'builds/heic-without-avif-output.ts'],
  ['api/sharp'],
  ['api/engine', 'api/worker'],
  ['handler.ts'],
  ['edge/instances.ts'],
  ['edge/tiered'],
  ['edge/request'],
  ['edge/instance.ts'],
  ['edge/config.ts'],
  ['edge/variables.ts'],
  ['edge/zone-rules.ts'],
  ['edge/zone-table.ts', 'edge/http', 'edge/gates', 'edge/overlay'],
  ['edge/auto-formats.ts', 'edge/log'],
  ['edge/cache'],
  ['edge/source', 'edge/isolate'],
  ['signing/sdk'],
  ['signing/auth'],
  ['signing/migrate'],
  ['signing/url'],
  ['isolate'],
  ['engine/codecs'],
  ['engine/transform'],
  ['engine/plan'],
  ['engine/analysis', 'engine/overlay', 'engine/search'],
  ['engine/ops', 'engine/formats', 'engine/svg', 'engine/text'],
  ['engine/rows'],
  ['engine/options', 'engine/metadata', 'engine/mark'],
  ['engine/color'],
  ['engine/wasm'],
  ['engine/picture'],
  ['engine/bytes'],
  ['engine/constants'],
  ['memory'],
  ['wasm-memory'],
  ['limits.ts', 'timing.ts', 'abort.ts'],
  ['errors.ts', 'pages.ts'],
] as const

const files = listSources('src')
const imports = files.flatMap(importsOf)

/**
 * Folder of a wing, folder beside the wings, or loose file: `edge/cache`,
 * `edge/config.ts`, `errors.ts`.
 */
function partOf(file: string): string {
  const [, wing = '', part] = file.split('/')
  return part === undefined || /^isolate$|memory$/.test(wing) ? wing : `${wing}/${part}`
}

const wingOf = (file: string): string => partOf(file).split('/')[0] ?? ''

function isOurs({ target }: Import): boolean {
  return target.startsWith('src/')
}

/** Every edge file may name the configuration's types. */
function isConfigType({ file, target, typeOnly }: Import): boolean {
  return target === 'src/edge/config.ts' && typeOnly && wingOf(file) === 'edge'
}

const layerOf = (part: string): number => LAYERS.findIndex((parts) => parts.some((name) => name === part))

function arrow({ file, target }: Import): string {
  return `${file} -> ${target}`
}

function climb(edge: Import): string {
  const [from, to] = [partOf(edge.file), partOf(edge.target)]
  return `${arrow(edge)} (layer ${layerOf(from)}, ${from}, to layer ${layerOf(to)}, ${to})`
}

function expectNone(found: readonly string[], advice: string): void {
  expect(found, `${advice}:\n  ${found.join('\n  ')}\n`).toEqual([])
}

const crossing = imports.filter(
  (edge) => isOurs(edge) && !isConfigType(edge) && partOf(edge.file) !== partOf(edge.target),
)

test('all forms of import statements are found', () => {
  const found = (file: string) => importsOf(file).map(({ target, typeOnly }) => [target, typeOnly])
  expect(found('cli/commands.ts')).toContainEqual(['cli/sign.ts', false])
  expect(found('cli/subcommands.ts')).toContainEqual(['cli/command.ts', true])
  expect(found('src/signing/url/options.ts')).toContainEqual(['src/signing/url/values.ts', false])
  expect(found('src/signing/sdk/index.ts')).toContainEqual(['src/signing/sdk/candidates.ts', true])
  expect(found('src/signing/auth/keycdn.ts')).toContainEqual(['@noble/hashes/legacy.js', false])
})

describe('imports', () => {
  test('have a layer for every folder and every loose file', () => {
    const unknown = [...new Set(files.map(partOf))].filter((part) => layerOf(part) < 0)
    expectNone(unknown, 'give these a layer, here and in docs/architecture.md')
  })

  test('go down', () => {
    const climbing = crossing.filter(({ file, target }) => layerOf(partOf(target)) <= layerOf(partOf(file)))
    expectNone(climbing.map(climb), 'move what is shared down to a lower layer, or pass it as an argument')
  })

  test.each([
    ['isolate', /^src\/(?:isolate\/|memory\/|engine\/(?:bytes|wasm)\/|(?:errors|limits|abort)\.ts)/],
    ['engine', /^src\/(?:engine\/|memory\/|wasm-memory\/|(?:errors|limits|timing|abort|pages)\.ts)/],
    ['memory', /^src\/(?:memory\/|wasm-memory\/|(?:errors|abort)\.ts)/],
    ['signing', /^src\/(?:signing\/|engine\/(?:options\/|color\/color\.ts)|errors\.ts)/],
  ])('of %s stay in its wing', (wing, allowed) => {
    const leaving = imports.filter(
      (edge) => wingOf(edge.file) === wing && isOurs(edge) && !allowed.test(edge.target),
    )
    expectNone(leaving.map(arrow), `${wing} must run without the wings above it`)
  })

  test('of the public engine leave out the Worker', () => {
    const allowed =
      /^src\/(?:api\/(?:engine|sharp)\/|engine\/|memory\/|isolate\/isolate\.ts|signing\/(?:url\/|auth\/(?:mark-keys|keys)\.ts)|(?:errors|limits|timing|abort)\.ts)/
    const leaving = imports.filter(
      (edge) => /^src\/api\/(?:engine|sharp)\//.test(edge.file) && isOurs(edge) && !allowed.test(edge.target),
    )
    expectNone(leaving.map(arrow), 'the public engine runs outside Workers')
    const admitting = imports.filter(
      ({ file, target }) => file.startsWith('src/api/') && target === 'src/isolate/isolate.ts',
    )
    expect(admitting.map(({ file }) => file)).toEqual(['src/api/engine/admission.ts'])
  })

  test('of memory from outside name its index alone', () => {
    const outside = imports.filter(
      ({ file, target }) => /^src\/memory\/(?!index\.ts)/.test(target) && !file.startsWith('src/memory/'),
    )
    expectNone(outside.map(arrow), 'src/memory/index.ts has all that others may use')
  })

  test.each([
    ['signing/url', []],
    ['signing/migrate', []],
    [
      'signing/auth',
      ['@noble/hashes/hmac.js', '@noble/hashes/legacy.js', '@noble/hashes/sha2.js', 'ipaddr.js', 'valibot'],
    ],
    ['signing/sdk', ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'thumbhash']],
    ['engine/options', []],
  ])('of %s reach no other package', (part, packages) => {
    const foreign = imports
      .filter((edge) => partOf(edge.file) === part && !isOurs(edge))
      .filter(({ target }) => !packages.some((name) => name === target))
    expectNone(foreign.map(arrow), `${part} runs in browsers and Node`)
  })

  test('of operations reach no table of options', () => {
    const below = imports.filter(({ file, typeOnly }) => /^src\/engine\/ops\//.test(file) && !typeOnly)
    const above = below.filter(({ target }) => target.startsWith('src/engine/options/'))
    expectNone(
      above.map(arrow),
      'operations get options and numbers as arguments; they read no table of options',
    )
  })

  test('of the engine leave URLs to signing: no text of the engine spells a parameter', () => {
    const spelling = RegExp(`\\b(?:${OPTION_NAMES.join('|')})=[^"'=\\s]|Retry-After`)
    const texts = (file: string) => [...readSource(file).matchAll(PROSE)].map(([text]) => text)
    const files = [...listSources('src/engine'), ...listSources('src/memory')]
    const found = files
      .filter((file) => !/^src\/engine\/options\/\w+-options\.ts$/.test(file))
      .flatMap((file) => texts(file).filter((text) => !text.startsWith('/') && spelling.test(text)))
    expectNone(found, 'mention the option: see src/engine/options/mention.ts')
  })

  test('leave goals to the search: no other folder of the engine reads one', () => {
    const reading = /\bgoal\??\.|\b(?:max_bytes|autoquality)\b|\bisSearched:/
    const others = listSources('src/engine').filter(
      (file) => !/^src\/engine\/(?:search|options)\//.test(file),
    )
    const found = others.filter((file) => reading.test(codeOf(file)))
    expectNone(found, 'pass the goal to a function in src/engine/search')
  })

  test.each(['engine', 'signing'])('of %s are all: it names no type and no global of Workers', (wing) => {
    const worker =
      /\b(?:R2Bucket|R2Object\w*|KVNamespace|ExecutionContext|ExportedHandler|DigestStream|HTMLRewriter|CacheStorage)\b|\bcaches\.|:\s*Request\b/
    const found = listSources(`src/${wing}`).filter((file) => worker.test(codeOf(file)))
    expectNone(found, `${wing} must compile and run without a Worker`)
  })

  test('of the stages of a request are all: they name no global of Workers or WebAssembly', () => {
    const worker =
      /\b(?:WebAssembly|DigestStream|HTMLRewriter|WebSocketPair|R2Bucket|KVNamespace)\b|\bcaches\./
    const rows = [
      'answering',
      'authorization',
      'facts',
      'locating',
      'mark',
      'meaning',
      'routing',
      'stage',
      'stages',
    ]
    const found = rows
      .map((name) => `src/edge/request/${name}.ts`)
      .filter((file) => worker.test(codeOf(file)))
    expectNone(found, 'plain Node runs the stages: pass effects in')
  })

  test.each(['@jsquash/', '/thorvg.wasm'])('with %s occur only in codecs, formats and wasm', (scope) => {
    const foreign = imports.filter(({ target }) => target.includes(scope))
    const elsewhere = foreign.filter(({ file }) => !/^src\/engine\/(?:codecs|formats|wasm)\//.test(file))
    expectNone(elsewhere.map(arrow), `only codecs, formats and wasm call ${scope}`)
    expect(foreign).not.toEqual([])
  })

  test('of samples reach no WebAssembly', () => {
    const reached = [...reachableFrom('samples/samples.ts')]
    expect(reached).toContain('samples/landscape.ts')
    expectNone(
      reached.filter((file) => file.endsWith('.wasm')),
      'plain Node paints the samples',
    )
  })

  test.each([
    ['src', /^(?:kernel|cli|examples|samples|playground|tools|test|bench)\//],
    ['kernel', /^(?!kernel\/)/],
    ['cli', /^(?:kernel|playground|tools|test|bench)\//],
    ['samples', /^(?:playground|tools|test|bench)\//],
    ['playground', /^(?:samples|tools|test|bench)\//],
    ['playground/page', /^playground\/server\//],
    ['playground/server', /^playground\/page\//],
  ])('from %s reach no folder that must stay separate', (folder, others) => {
    const crossings = listSources(folder)
      .flatMap(importsOf)
      .filter(({ target }) => others.test(target))
    expectNone(crossings.map(arrow), `${folder} must run without these`)
  })
})
