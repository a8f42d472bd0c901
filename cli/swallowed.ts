import { Failure } from '../src/errors.ts'
import { shellWord } from './explain/shell-word.ts'
import type { Invocations } from './invocation.ts'
import { type CommandSpec, flagOf } from './spec.ts'
import { synopsisOf } from './verbs.ts'

/** Returns the variable in which npm hands an option that it does not know to a script. */
const variableOf = (name: string) => `npm_config_${flagOf(name).slice(2).replaceAll('-', '_')}`

/**
 * Earlier flags that are npm options. npm sets `npm_config_prefix` for every command, and a
 * `.npmrc` can set `key`. Their variables say nothing about the command line.
 */
const SET_BY_NPM: readonly string[] = ['key', 'prefix']

const isGiven = (name: string, args: readonly string[]) =>
  args.some((arg) => arg === flagOf(name) || arg.startsWith(`${flagOf(name)}=`))

const usageOf = (name: string, { flags }: CommandSpec) => {
  const { value } = flags[name] ?? {}
  return value === undefined ? flagOf(name) : `${flagOf(name)} ${value}`
}

/**
 * Adds the place to a line to type: each place that is given, or every place if none is given. A
 * line that has a place is not changed.
 */
function withPlace(text: string, spec: CommandSpec, isNamed: (place: string) => boolean): readonly string[] {
  const { places = [] } = spec
  if (places.some((place) => isGiven(place, text.split(' ')))) return [text]
  const named = places.filter(isNamed)
  const shown = named.length > 0 ? named : places
  return shown.length > 0 ? shown.map((place) => `${text} ${usageOf(place, spec)}`) : [text]
}

function fail(what: string, lines: readonly string[]): never {
  const shown = lines.map((line) => `  ${line}`)
  throw new Failure('bad-parameter', [`${what}; nothing was changed. Type:`, ...shown].join('\n'))
}

/** Returns the verbs that the arguments may mean. A command without verbs has an empty one. */
function verbsOf({ verbs }: CommandSpec, [first = '']: readonly string[]): readonly string[] {
  if (!verbs) return ['']
  return Object.hasOwn(verbs, first) ? [first] : Object.keys(verbs)
}

/**
 * Returns a line to type with the user's URL, or with its placeholder if the URL may have a token.
 */
function withArgument(text: string, { argument }: CommandSpec, [first = '']: readonly string[]): string {
  const isShown = argument?.unsigned && /^(?:https?:\/)?\/[^?]/.test(first) && !/token=/i.test(first)
  return isShown ? text.replace(argument.name, () => shellWord(first)) : text
}

/**
 * Returns a note for each flag that npm may have kept, and that has the name of an npm option. A
 * `.npmrc` can also have set it, so that the command runs all the same.
 */
export function notesOfSwallowed(
  { name, flags }: CommandSpec,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  lines: Invocations,
): readonly string[] {
  if (env['npm_lifecycle_event'] !== name) return []
  return Object.entries(flags)
    .filter(([flag, { npm }]) => npm && env[variableOf(flag)] === 'true' && !isGiven(flag, args))
    .map(([flag]) => `note: npm run keeps ${flagOf(flag)}: type ${lines.run(name, flagOf(flag))}`)
}

/**
 * Refuses flags of earlier versions, and flags that `npm run NAME --flag` kept. npm takes the flags
 * before `--` for its own and leaves `npm_config_FLAG` in the environment.
 * @param args the command's arguments
 * @param lines lines that the message shows
 * @throws Failure bad-parameter: the message has the line to type
 */
export function assertNothingSwallowed(
  spec: CommandSpec,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  lines: Invocations,
): void {
  const { name, flags, moved = {} } = spec
  const end = args.indexOf('--')
  const own = end < 0 ? args : args.slice(0, end)
  for (const [old, instead] of Object.entries(moved))
    if (isGiven(old, own))
      fail(
        `${name} has no ${flagOf(old)}`,
        withPlace(instead, spec, (place) => isGiven(place, own)).map((text) =>
          lines.run(name, withArgument(text, spec, own)),
        ),
      )
  const lost = Object.entries(flags).filter(
    ([flag, { npm }]) => !npm && env[variableOf(flag)] && !isGiven(flag, own),
  )
  const [old] = Object.entries(moved).filter(([flag]) => !SET_BY_NPM.includes(flag) && env[variableOf(flag)])
  const kept = [...lost.map(([flag]) => flag), ...(old ? [old[0]] : [])]
  if (kept.length === 0) return
  const what = `npm kept ${kept.map((flag) => `${flagOf(flag)} (${variableOf(flag)} is set)`).join(' and ')}`
  const texts = lost.map(([flag]) => usageOf(flag, spec))
  const meant = old
    ? [old[1]]
    : verbsOf(spec, own).map((verb) => [synopsisOf(spec, verb), ...texts].filter(Boolean).join(' '))
  fail(
    what,
    meant
      .flatMap((text) => withPlace(text, spec, (place) => isGiven(place, own) || kept.includes(place)))
      .map((text) => lines.run(name, withArgument(text, spec, own))),
  )
}
