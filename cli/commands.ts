import type { Subcommands } from './subcommands.ts'

/** Commands that users run in the repository and with the package. */
export const COMMANDS: Subcommands = {
  sign: { does: 'prints a signed URL', load: async () => (await import('./sign.ts')).sign },
  verify: {
    does: 'checks a signed URL, rule by rule',
    load: async () => (await import('./verify.ts')).verify,
  },
  explain: {
    does: 'shows what the server makes of a URL',
    load: async () => (await import('./explain/explain.ts')).explain,
  },
  doctor: {
    does: 'looks for faults in the configuration',
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  keygen: { does: 'prints a new signing key', load: async () => (await import('./keygen.ts')).keygen },
  deny: {
    does: 'refuses signed URLs one by one',
    load: async () => (await import('./deny/deny.ts')).deny,
  },
  purge: {
    does: 'deletes cached images of a source or a zone',
    load: async () => (await import('./purge/purge.ts')).purge,
  },
  warm: {
    does: 'requests signed URLs, so that their images are cached',
    load: async () => (await import('./warm/warm.ts')).warm,
  },
  migrate: {
    does: 'translates URLs of other services',
    load: async () => (await import('./migrate/migrate.ts')).migrate,
  },
  mark: {
    does: 'reads the invisible mark of a picture',
    load: async () => (await import('./mark/mark.ts')).mark,
  },
}
