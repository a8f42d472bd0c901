import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { parse, stringify, TomlError } from 'smol-toml'
import { unstable_readConfig as readConfig } from 'wrangler'
import { credentialNames, loadProject, readProject, unusedCredentials } from '../../cli/project.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { Failure } from '../../src/errors.ts'
import { SECRET_NAMES } from '../../src/signing/auth/secrets.ts'
import { placeIn } from '../support/project/place.ts'
import { SIGNING_KEYS } from '../support/worker/worker.ts'
import { type Block, type Fault, fault } from './block.ts'
import { MARK_KEYS, PATH_KEYS, SECRETS } from './placeholders.ts'

type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

const isTables = (value: unknown): value is Table[] =>
  Array.isArray(value) && value.length > 0 && value.every(isTable)

/**
 * Concatenates table lists. A binding in `above` replaces the binding with the same name in
 * `below`.
 */
function joinTables(below: readonly Table[], above: readonly Table[]): readonly Table[] {
  const names = above.map((table) => table['binding'])
  const kept = below.filter(({ binding }) => binding === undefined || !names.includes(binding))
  return [...kept, ...above]
}

/**
 * Merges two tables recursively and joins lists of tables. For all other values, `above` overrides
 * `below`.
 */
export function merge(below: Table, above: Table): Table {
  const merged: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const before = merged[name]
    if (isTables(before) && isTables(value)) merged[name] = joinTables(before, value)
    else merged[name] = isTable(before) && isTable(value) ? merge(before, value) : value
  }
  return merged
}

const zonesOf = (config: Table): Table => Object(Object(config['vars']).zones)

/**
 * Drops repository zones whose prefix a zone on the page uses. A page may define its own zone in
 * place of `images`.
 */
function withoutReplacedZones(config: Table, above: Table): Table {
  const taken = Object.values(zonesOf(above)).map((zone) => Object(zone).prefix)
  const kept = Object.entries(zonesOf(config)).filter(
    ([name, zone]) => Object.hasOwn(zonesOf(above), name) || !taken.includes(Object(zone).prefix),
  )
  return { ...config, vars: { ...Object(config['vars']), zones: Object.fromEntries(kept) } }
}

/**
 * Merges a page's blocks into `wrangler.toml`, from the top of the page.
 * @throws TomlError a block is not valid TOML
 */
export const configurationWith = (base: string, texts: readonly string[]): string =>
  stringify(
    texts
      .map((text): Table => parse(text))
      .reduce<Table>((config, table) => merge(withoutReplacedZones(config, table), table), parse(base)),
  )

/** Returns the warnings and errors of wrangler for a configuration file. */
function judgeOfWrangler(path: string): string[] {
  const said: string[] = []
  const { warn } = console
  console.warn = (text: unknown) => void said.push(stripVTControlCharacters(String(text)))
  try {
    readConfig({ config: path }, { hideWarnings: false })
  } catch (error) {
    said.push(String(error))
  } finally {
    console.warn = warn
  }
  return said
    .flatMap((text) => text.split('\n').filter((line) => /^\s+- /.test(line)))
    .map((line) => line.replace(/^\s+- /, ''))
}

/**
 * Returns the errors of Signet for a configuration. The secrets listed in `[secrets]` are set,
 * because a scheme without its secret would be refused.
 */
async function judgeOfSignet(folder: string, config: Table): Promise<string[]> {
  const vars: Bindings = Object(config['vars'])
  const ofSources = credentialNames(vars)
  const known: Readonly<Record<string, string>> = {
    ...SECRETS,
    SIGNING_KEYS,
    PATH_KEYS,
    MARK_KEYS,
    ...unusedCredentials(vars),
  }
  const names: readonly unknown[] = Object(config['secrets']).required ?? []
  const expected: readonly unknown[] = [...SECRET_NAMES, ...ofSources]
  const strange = names.filter((name) => !expected.includes(name))
  const secrets = Object.fromEntries(names.map((name) => [String(name), known[String(name)]]))
  const project = await readProject(placeIn(folder))
  try {
    if (project) await loadProject(project, secrets)
    return strange.map((name) => `secrets.required: the Worker knows no ${name}`)
  } catch (error) {
    if (error instanceof Failure) return [error.message]
    throw error
  }
}

/**
 * Checks a block of `wrangler.toml` together with the blocks above it on its page, by wrangler's
 * reader and by the Worker's.
 * @param base text in the repository's `wrangler.toml`
 */
export async function checkToml(block: Block, above: readonly Block[], base: string): Promise<Fault[]> {
  let text: string
  try {
    text = configurationWith(
      base,
      [...above, block].map((each) => each.text),
    )
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    return [fault(block, error.message.split('\n')[0] ?? '', error.line - 1)]
  }
  const folder = await mkdtemp(join(tmpdir(), 'signet-toml-'))
  try {
    const path = join(folder, 'wrangler.toml')
    await writeFile(path, text)
    const found = [...judgeOfWrangler(path), ...(await judgeOfSignet(folder, parse(text)))]
    return found.map((what) => fault(block, what))
  } finally {
    await rm(folder, { recursive: true })
  }
}
