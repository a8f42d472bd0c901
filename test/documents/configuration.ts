import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { parse, stringify, TomlError } from 'smol-toml'
import { unstable_readConfig as readConfig } from 'wrangler'
import { credentialNames, loadProject, readProject, unusedCredentials } from '../../cli/project.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'
import { Failure } from '../../src/errors.ts'
import { secretsOf, ZONE_SCHEMES } from '../../src/signing/auth/schemes.ts'
import { SIGNING_KEYS } from '../support/worker.ts'
import { type Block, type Fault, fault } from './block.ts'
import { MARK_KEYS, PATH_KEYS, SECRETS } from './placeholders.ts'

type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

const isTables = (value: unknown): value is Table[] =>
  Array.isArray(value) && value.length > 0 && value.every(isTable)

/** The tables of both, and the lists of tables one behind the other; of other values that of the second. */
export function merge(below: Table, above: Table): Table {
  const merged: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const before = merged[name]
    if (isTables(before) && isTables(value)) merged[name] = [...before, ...value]
    else merged[name] = isTable(before) && isTable(value) ? merge(before, value) : value
  }
  return merged
}

const zonesOf = (config: Table): Table => Object(Object(config['vars']).zones)

/** A page may put its own zone where the repository has `images`: the later one counts. */
function withoutReplacedZones(config: Table, above: Table): Table {
  const taken = Object.values(zonesOf(above)).map((zone) => Object(zone).prefix)
  const kept = Object.entries(zonesOf(config)).filter(
    ([name, zone]) => Object.hasOwn(zonesOf(above), name) || !taken.includes(Object(zone).prefix),
  )
  return { ...config, vars: { ...Object(config['vars']), zones: Object.fromEntries(kept) } }
}

/** `wrangler.toml` with the blocks of a page, from its top. @throws TomlError */
export const configurationWith = (base: string, texts: readonly string[]): string =>
  stringify(
    texts
      .map((text): Table => parse(text))
      .reduce<Table>((config, table) => merge(withoutReplacedZones(config, table), table), parse(base)),
  )

/** What wrangler warns of or refuses. */
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

/** The secrets that `[secrets]` lists: a scheme whose secret is not among them would be refused. */
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
  const expected: readonly unknown[] = [
    'PATH_KEYS',
    'MARK_KEYS',
    ...ZONE_SCHEMES.flatMap(secretsOf),
    ...ofSources,
  ]
  const strange = names.filter((name) => !expected.includes(name))
  const secrets = Object.fromEntries(names.map((name) => [String(name), known[String(name)]]))
  const project = await readProject(folder)
  try {
    if (project) await loadProject(project, secrets)
    return strange.map((name) => `secrets.required: the Worker knows no ${name}`)
  } catch (error) {
    if (error instanceof Failure) return [error.message]
    throw error
  }
}

/**
 * Checks a block of `wrangler.toml` with the blocks above it on its page, as wrangler reads it and as the Worker does.
 * @param base the file of the repository
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
