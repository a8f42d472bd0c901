import { programTools } from './programs.ts'
import { runScripts } from './script.ts'

// The hook lets Node import the kernel's modules like workerd.
const withKernel = async <Module>(load: () => Promise<Module>): Promise<Module> => {
  await import('./kernel/main.ts')
  await import('../cli/wasm-hook.ts')
  return load()
}

await runScripts({
  adapters: {
    does: 'type-checks the adapters against their frameworks',
    load: async () => (await withKernel(() => import('./examples/adapters.ts'))).adapters,
  },
  builds: {
    does: 'bundles the other builds of the Worker',
    load: async () => (await import('./builds.ts')).builds,
  },
  docs: {
    does: 'writes the generated tables of the docs',
    // The tables in docs/fits.md plan with the kernel's size module.
    load: async () => (await withKernel(() => import('./docs.ts'))).docs,
  },
  examples: {
    does: 'builds the example apps and looks at their pages',
    load: async () => (await withKernel(() => import('./examples/examples.ts'))).examples,
  },
  language: {
    does: 'checks the language of comments, documents and commits',
    load: async () => (await import('./language/language.ts')).language,
  },
  'mark-trial': {
    does: 'attacks marked photographs and tells how many marks are read',
    load: async () => (await withKernel(() => import('./mark-trial/trial.ts'))).trial,
  },
  package: {
    does: 'packs the signer, the Worker and its HEIC decoder for npm',
    load: async () => (await withKernel(() => import('./packages/packages.ts'))).packages,
  },
  release: {
    does: 'checks that a tag may be published',
    load: async () => (await import('./release/release.ts')).release,
  },
  scope: {
    does: 'renames the packages to a scope of yours',
    load: async () => (await import('./release/scope.ts')).scope,
  },
  security: {
    does: 'looks for known vulnerabilities in what the Worker contains',
    load: async () => (await import('./security/security.ts')).security,
  },
  site: {
    does: 'builds the site of the documents',
    load: async () => (await import('./site/site.ts')).site,
  },
  size: {
    does: 'checks start-up times and sizes of the bundles',
    load: async () => (await import('./size.ts')).size,
  },
  stacks: {
    does: 'measures the deepest stack of each foreign module over files and damaged files',
    load: () =>
      withKernel(async () => {
        // Replaces the function that wipes memories, before the engine imports it.
        await import('./stacks/hook.ts')
        return (await import('./stacks/stacks.ts')).stacks
      }),
  },
  'webp-corpus': {
    does: 'compares decoded WebP files with the digests of libwebp, and with sharp',
    load: async () => (await withKernel(() => import('./webp/corpus.ts'))).corpus,
  },
  ...programTools,
})
