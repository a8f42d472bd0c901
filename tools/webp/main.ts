import '../../cli/wasm-hook.ts'
import { runScripts } from '../script.ts'

await runScripts({
  corpus: {
    does: 'compares decoded WebP files with the digests of libwebp, and with sharp',
    load: async () => (await import('./corpus.ts')).corpus,
  },
})
