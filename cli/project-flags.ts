import { shellWord } from './explain/shell-word.ts'
import type { Invocations } from './invocation.ts'

/** Values of the flags that choose the configuration file and its environment. */
export interface ProjectFlags {
  readonly config?: string | undefined
  readonly env?: string | undefined
}

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Returns the flags that choose the same project in another shell. The variable `CLOUDFLARE_ENV`
 * becomes a flag, because it may not be set there.
 */
export function typedFlags({ config, env }: ProjectFlags, variables: Variables): ProjectFlags {
  return { config, env: env ?? (variables['CLOUDFLARE_ENV'] || undefined) }
}

const word = (text: string) => (/^[\w./@:+-]+$/.test(text) ? text : shellWord(text))

/**
 * Returns the flags that complete a line to type, with a leading space.
 * @example projectArguments({ env: 'staging' }) // ' --env staging'
 */
export function projectArguments({ config, env }: ProjectFlags = {}): string {
  const [file, environment] = [config, env].map((text) => (text === undefined ? undefined : word(text)))
  return `${file === undefined ? '' : ` --config ${file}`}${environment === undefined ? '' : ` --env ${environment}`}`
}

/** Returns a flag's last value in arguments that are not parsed. */
function lastValueOf(flag: string, args: readonly string[]): string | undefined {
  const values = args.flatMap((arg, at) => {
    if (arg.startsWith(`${flag}=`)) return [arg.slice(flag.length + 1)]
    return arg === flag ? args.slice(at + 1, at + 2) : []
  })
  return values.at(-1)
}

/**
 * Adds the project that arguments choose to a command's lines. Without it, a pasted line would
 * change the default project.
 * @param flags the command's flags, which may not read the configuration
 */
export function linesInProject(
  lines: Invocations,
  flags: Readonly<Record<string, unknown>>,
  args: readonly string[],
  variables: Variables,
): Invocations {
  if (!('config' in flags && 'env' in flags)) return lines
  const given = { config: lastValueOf('--config', args), env: lastValueOf('--env', args) }
  const end = projectArguments(typedFlags(given, variables))
  return { ...lines, run: (name, text = '') => lines.run(name, text + end) }
}
