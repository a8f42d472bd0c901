import '../../cli/wasm-hook.ts'
import './hook.ts'
import { runSubcommand } from '../../cli/subcommands.ts'

await runSubcommand({
  stacks: {
    does: 'measures the deepest stack of each foreign module over files and damaged files',
    load: async () => (await import('./stacks.ts')).stacks,
  },
})
