import '../../cli/wasm-hook.ts'
import { runSubcommand } from '../../cli/subcommands.ts'

await runSubcommand({
  corpus: {
    does: 'compares decoded WebP files with the digests of libwebp, and with sharp',
    load: async () => (await import('./corpus.ts')).corpus,
  },
})
