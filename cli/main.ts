#!/usr/bin/env node
import { COMMANDS } from './commands.ts'
import { runSubcommand, type Subcommand } from './subcommands.ts'

const start: Subcommand = {
  does: 'serves the samples locally',
  load: async () => (await import('./start/start.ts')).start,
}

/** Commands in the repository: `npx --no signet NAME ARGUMENTS`, or `npm run NAME -- ARGUMENTS`. */
await runSubcommand(
  {
    start,
    ...COMMANDS,
    corpus: {
      does: 'runs every file of a directory through the Worker',
      load: async () => (await import('./corpus/corpus.ts')).corpus,
    },
  },
  { dev: 'start' },
)
