import '../../cli/wasm-hook.ts'
import { runSubcommand } from '../../cli/subcommands.ts'

await runSubcommand({
  trial: {
    does: 'attacks marked photographs and tells how many marks are read',
    load: async () => (await import('./trial.ts')).trial,
  },
})
