import { experimental_getWranglerCommands as getCommands } from 'wrangler'
import { unknownName } from '../../src/signing/url/nearest.ts'
import { checkFlags } from './flags.ts'

interface Argument {
  readonly alias?: string | readonly string[]
  readonly type?: string
  readonly choices?: readonly unknown[]
  readonly demandOption?: boolean | string
}

type Arguments = Readonly<Record<string, Argument>>

/** A node in wrangler's command tree, with the fields that this test reads. */
interface Node {
  readonly definition?: unknown
  readonly subtree: ReadonlyMap<string, Node>
}

const dashed = (name: string) => `${name.length === 1 ? '-' : '--'}${name}`

function namesOf(name: string, { alias = [] }: Argument): string[] {
  const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return [...new Set([name, kebab, ...[alias].flat()])].map(dashed)
}

/** Flags that wrangler accepts for every command. */
const COMMON = ['--help', '-h', '--version', '-v']

/** Returns the faults in `wrangler` arguments, according to wrangler's own command table. */
export function checkWrangler(words: readonly string[]): string[] {
  const { registry, globalFlags } = getCommands()
  let node: Node = registry
  let depth = 0
  for (let word = words[0]; word !== undefined; word = words[depth]) {
    const next = node.subtree.get(word)
    if (!next) break
    node = next
    depth++
  }
  const command = ['wrangler', ...words.slice(0, depth)].join(' ')
  const definition = Object(node.definition)
  if (definition.type !== 'command')
    return [`${unknownName(`command below "${command}":`, words[depth] ?? 'none', [...node.subtree.keys()])}`]

  const own: Arguments = definition.args ?? {}
  const positional: readonly string[] = definition.positionalArgs ?? []
  const all: Arguments = { ...globalFlags, ...own }
  const flags = new Map(COMMON.map((name) => [name, false]))
  for (const [name, argument] of Object.entries(all))
    for (const flag of namesOf(name, argument)) flags.set(flag, argument.type !== 'boolean')

  const { faults, others } = checkFlags(words.slice(depth), flags)
  const demanded = positional.filter((name) => own[name]?.demandOption)
  const missing = demanded.slice(others.length)
  const variadic = positional.some((name) => Object(own[name]).array)
  const superfluous = variadic ? [] : others.slice(positional.length)
  return [
    ...faults,
    ...missing.map((name) => `<${name}> is missing`),
    ...superfluous.map((word) => `superfluous argument ${word}`),
  ].map((text) => `${command}: ${text}`)
}
