import { Failure } from '../src/errors.ts'
import type { Invocations } from './invocation.ts'
import type { CommandSpec, Positional } from './spec.ts'

type Verbs = Pick<CommandSpec, 'name' | 'argument' | 'verbs'>

const placeholderOf = (argument: Positional | undefined) =>
  argument ? `${argument.name}${argument.many ? '…' : ''}` : ''

const words = (...texts: readonly string[]) => texts.filter((text) => text !== '').join(' ')

/**
 * Returns placeholders for a command's arguments. Messages use them in place of the arguments
 * themselves, which may contain tokens and keys.
 * @param verb the command's verb; empty if it has none
 * @example synopsisOf(DENY, 'add') // 'add URL…'
 */
export function synopsisOf({ argument, verbs }: Omit<Verbs, 'name'>, verb: string): string {
  if (!verbs) return placeholderOf(argument)
  return words(verb, placeholderOf(verbs[verb]?.argument))
}

/**
 * Splits a command's arguments into its verb and the others.
 * @throws Failure bad-parameter: the first argument is no verb, or the verb has too many or too few
 *   arguments. The message has no argument, because an argument may contain a token.
 */
export function chooseVerb(
  { name, verbs }: Verbs,
  args: readonly string[],
  lines: Invocations,
): { readonly verb: string; readonly all: readonly string[] } {
  if (!verbs) return { verb: '', all: args }
  const [verb = '', ...all] = args
  const row = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  const lineOf = (each: string) => `  ${lines.run(name, synopsisOf({ verbs }, each))}`
  const fail = (what: string, shown: readonly string[]): never => {
    throw new Failure(
      'bad-parameter',
      [`${what}; nothing was changed. Type:`, ...shown.map(lineOf)].join('\n'),
    )
  }
  const names = Object.keys(verbs)
  if (!row) return fail(`the first argument of ${name} must be ${names.join(' or ')}`, names)
  if (row.argument && all.length === 0) return fail(`${name} ${verb} needs ${row.argument.name}`, [verb])
  if (!row.argument && all.length > 0) return fail(`${name} ${verb} takes no arguments`, [verb])
  return { verb, all }
}
