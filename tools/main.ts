import { runScripts } from './script.ts'

await runScripts({
  docs: {
    does: 'writes the generated tables of the docs',
    load: async () => {
      // The tables of what fits plan with the kernel's module of sizes.
      await import('../cli/wasm-hook.ts')
      return (await import('./docs.ts')).docs
    },
  },
  language: {
    does: 'checks the language of comments, documents and commits',
    load: async () => (await import('./language/language.ts')).language,
  },
  package: {
    does: 'packs the signer, the Worker and its HEIC decoder for npm',
    load: async () => (await import('./packages/packages.ts')).packages,
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
})
