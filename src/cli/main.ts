import type { Command, Io } from './command.ts'

interface Subcommand {
  /** One line for the usage text. */
  readonly does: string
  /** Loaded only when it runs, so that no command waits for what another needs. */
  readonly load: () => Promise<Command>
}

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  sign: { does: 'prints a signed URL', load: async () => (await import('./sign.ts')).sign },
  verify: {
    does: 'says whether a signed URL holds, rule by rule',
    load: async () => (await import('./verify.ts')).verify,
  },
  keygen: { does: 'prints a new signing key', load: async () => (await import('./keygen.ts')).keygen },
  start: { does: 'serves the samples locally', load: async () => (await import('./start.ts')).start },
  corpus: {
    does: 'runs every file of a directory through the Worker',
    load: async () => (await import('../../tools/corpus.ts')).corpus,
  },
  docs: { does: "writes the README's tables", load: async () => (await import('../../tools/docs.ts')).docs },
  size: {
    does: 'holds the bundle against its budget',
    load: async () => (await import('../../tools/size.ts')).size,
  },
}

async function run([name = '', ...args]: readonly string[], io: Io): Promise<number> {
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined
  if (subcommand) return (await subcommand.load())(args, io)
  const rows = Object.entries(SUBCOMMANDS).map(([word, { does }]) => `  ${word.padEnd(8)}${does}`)
  io.err(['usage: npm run SUBCOMMAND -- ARGUMENTS', ...rows].join('\n'))
  return 1
}

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  env: process.env,
  cwd: process.cwd(),
  now: () => Math.floor(Date.now() / 1000),
})
