import '../../cli/wasm-hook.ts'
import './hook.ts'
import { runScripts } from '../script.ts'

await runScripts({
  stacks: {
    does: 'measures the deepest stack of each foreign module over files and damaged files',
    load: async () => (await import('./stacks.ts')).stacks,
  },
})
