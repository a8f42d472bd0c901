import { COMMANDS } from './commands.ts'
import { runSubcommand, type Subcommand } from './subcommands.ts'

const dev: Subcommand = {
  does: 'serves your Worker locally, with the playground',
  load: async () => (await import('./start/dev.ts')).dev,
}

/** The package's program: `npx --no signet NAME ARGUMENTS`. The build adds the first line `#!`. */
async function main(): Promise<void> {
  // The first releases of Node 20 do not have this function, nor others that commands need.
  if ('parse' in URL) return runSubcommand({ dev, ...COMMANDS }, { start: 'dev' })
  process.stderr.write(`signet needs a newer Node than ${process.versions.node}: update Node\n`)
  process.exitCode = 1
}

await main()
