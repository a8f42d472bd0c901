import '../../cli/wasm-hook.ts'
import { runScripts } from '../script.ts'

await runScripts({
  trial: {
    does: 'attacks marked photographs and tells how many marks are read',
    load: async () => (await import('./trial.ts')).trial,
  },
})
