import { unknownName } from '../../src/signing/url/nearest.ts'

/**
 * The flags of a command as typed (`--port`, `-c`). The value is `true` if the flag takes an
 * argument.
 */
export type FlagSet = ReadonlyMap<string, boolean>

/**
 * Reads the flags from a help text with one flag per line. A flag takes an argument if `<value>`,
 * `[type]` or `=VALUE` follows it.
 */
export function readHelp(help: string): FlagSet {
  const flags = new Map<string, boolean>()
  for (const line of help.split('\n')) {
    const [, names, rest = ''] = /^\s*((?:-\w,? +)?--[\w.-]+)(.*)$/.exec(line) ?? []
    const takesValue = /^(?:[ =]<|=[A-Z]| \[(?:string|number|array)|.*\[(?:string|number|array)\])/.test(rest)
    for (const name of names?.match(/--?[\w.-]+/g) ?? []) flags.set(name, takesValue)
  }
  return flags
}

/** Splits arguments into the faults of the flags among them and all other arguments. */
export function checkFlags(args: readonly string[], flags: FlagSet): { faults: string[]; others: string[] } {
  const faults: string[] = []
  const others: string[] = []
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--') {
      others.push(...args.slice(index + 1))
      break
    }
    if (!/^-\D/.test(arg)) {
      others.push(arg)
      continue
    }
    const [name = '', value] = arg.split(/=(.*)/s)
    const takesValue =
      flags.get(name) ?? (name.startsWith('--no-') ? flags.get(`--${name.slice(5)}`) : undefined)
    if (takesValue === undefined) faults.push(unknownName('flag', name, [...flags.keys()]))
    if (!takesValue || value !== undefined) continue
    index++
    if (args[index] === undefined) faults.push(`${name} needs a value`)
  }
  return { faults, others }
}
