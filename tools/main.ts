import { runSubcommand } from '../src/cli/subcommands.ts'

await runSubcommand({
  start: { does: 'serves the samples locally', load: async () => (await import('./start.ts')).start },
  explain: {
    does: 'shows what the server makes of a URL',
    load: async () => (await import('./explain/explain.ts')).explain,
  },
  corpus: {
    does: 'runs every file of a directory through the Worker',
    load: async () => (await import('./corpus.ts')).corpus,
  },
  deny: {
    does: 'refuses signed URLs one by one',
    load: async () => (await import('./deny/deny.ts')).deny,
  },
  docs: {
    does: 'writes the generated tables of the docs',
    load: async () => (await import('./docs.ts')).docs,
  },
  mark: {
    does: 'reads the invisible mark of a picture',
    load: async () => (await import('./mark/mark.ts')).mark,
  },
  migrate: {
    does: 'translates URLs of other services',
    load: async () => (await import('./migrate/migrate.ts')).migrate,
  },
  package: {
    does: 'packs the signer for npm',
    load: async () => (await import('./package.ts')).packageSdk,
  },
  purge: {
    does: 'deletes cached images of a source or a zone',
    load: async () => (await import('./purge/purge.ts')).purge,
  },
  security: {
    does: 'looks for known vulnerabilities in what the Worker contains',
    load: async () => (await import('./security/security.ts')).security,
  },
  size: {
    does: 'checks start-up times and sizes of the bundles',
    load: async () => (await import('./size.ts')).size,
  },
  warm: {
    does: 'requests signed URLs, so that their images are cached',
    load: async () => (await import('./warm/warm.ts')).warm,
  },
})
