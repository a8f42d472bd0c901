import { COMMANDS } from './commands.ts'
import { runSubcommand, type Subcommand } from './subcommands.ts'

const dev: Subcommand = {
  does: 'serves your Worker locally, with the playground',
  load: async () => (await import('./start/dev.ts')).dev,
}

/** Program of the package: `npx --no signet NAME ARGUMENTS`. The build adds the first line `#!`. */
await runSubcommand({ dev, ...COMMANDS }, { start: 'dev' })
