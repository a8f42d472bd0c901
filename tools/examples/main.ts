import { runScripts } from '../script.ts'

await runScripts({
  adapters: {
    does: 'type-checks the adapters against their frameworks',
    load: async () => (await import('./adapters.ts')).adapters,
  },
  examples: {
    does: 'builds the example apps and looks at their pages',
    load: async () => (await import('./examples.ts')).examples,
  },
})
