import { runSubcommand } from './subcommands.ts'

await runSubcommand({
  sign: { does: 'prints a signed URL', load: async () => (await import('./sign.ts')).sign },
  verify: {
    does: 'checks a signed URL, rule by rule',
    load: async () => (await import('./verify.ts')).verify,
  },
  doctor: {
    does: 'looks for faults in the configuration',
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  keygen: { does: 'prints a new signing key', load: async () => (await import('./keygen.ts')).keygen },
})
