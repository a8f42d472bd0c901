import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import type { Io } from '../cli/command.ts'
import type { Subcommand } from '../cli/subcommands.ts'

/** A program that a tool runs with the tool's arguments. */
export interface Program {
  readonly does: string
  /** A program in `node_modules/.bin` and its first arguments. */
  readonly command: readonly [string, ...string[]]
  /** `true` if the program imports the kernel's modules, which are built first. */
  readonly kernel?: true
  /** Variables that are added to the environment. */
  readonly env?: Readonly<Record<string, string>>
}

const vitest = (...projects: readonly string[]) =>
  ['vitest', 'run', ...projects.flatMap((name) => ['--project', name])] as const

/** Programs by the names of their tools: longer tests, fuzzing and load. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  properties: {
    does: 'runs all tests in Node with ten times as many random values and complete tables',
    command: vitest('node', 'long'),
    kernel: true,
    env: { PROPERTY_RUNS: 'all' },
  },
  robustness: {
    does: 'decodes damaged images and fonts, and encodes random pictures',
    command: vitest('robustness'),
    kernel: true,
  },
  fuzz: {
    does: 'sends mutated images, options and URLs',
    command: ['node', 'test/fuzz/main.ts'],
    kernel: true,
  },
  load: {
    does: 'sends many requests at once to the built Worker',
    command: ['node', 'test/load/main.ts'],
    kernel: true,
  },
  'avif-matrix': {
    does: 'compares AVIFs by avifenc and aomenc with avifdec',
    command: [...vitest('avif'), '--reporter', 'verbose'],
    kernel: true,
  },
  recipes: {
    does: 'tries the recipes of docs/architecture.md in a copy of the project',
    command: vitest('recipes'),
    kernel: true,
  },
  documents: { does: 'runs the code of the documents', command: vitest('documents'), kernel: true },
  pictures: {
    does: 'makes the pictures of docs/parameters.md and docs/cookbook.md',
    command: [
      ...vitest('long', 'documents'),
      'test/long/worker/documented-examples.test.ts',
      'test/documents/cookbook.test.ts',
    ],
    kernel: true,
    env: { UPDATE_PICTURES: '1' },
  },
  browser: { does: 'tests the playground in Chromium', command: vitest('browser'), kernel: true },
  guard: {
    does: 'tests the playground behind wrangler dev against requests of other sites',
    command: [...vitest('worker'), '--reporter', 'verbose', 'test/worker/dev-server.test.ts'],
    env: { DEV_SERVER: '1' },
  },
  'site-check': { does: 'builds the site and looks at its pages in Chromium', command: vitest('site') },
  sdk: { does: 'tests the packed signer in each runtime', command: vitest('sdk') },
  packages: {
    does: 'tests the packages in projects that install them',
    command: vitest('packages'),
    kernel: true,
  },
  signers: {
    does: 'runs examples/sign in every language that is installed',
    command: [...vitest('node'), '--reporter', 'verbose', 'test/unit/examples/sign.test.ts'],
    env: { SIGNERS: 'all' },
  },
}

/**
 * Runs a program with the process's own input and output.
 * @returns the exit code; 1 if a signal ended the program
 */
async function runProgram({ command, kernel, env }: Program, args: readonly string[], io: Io) {
  // The import builds the kernel unless it is built.
  if (kernel) await import('./kernel/main.ts')
  const [program, ...first] = command
  const child = spawn(program, [...first, ...args], {
    stdio: 'inherit',
    cwd: io.cwd,
    env: {
      ...process.env,
      PATH: `${join(io.cwd, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`,
      ...env,
    },
  })
  const [code] = await once(child, 'close')
  return typeof code === 'number' ? code : 1
}

/** Returns the tool that runs a program. */
const tool = (program: Program): Subcommand => ({
  does: program.does,
  load: async () => (args, io) => runProgram(program, args, io),
})

/** Tools that run a program. Each passes its arguments on, `--help` as well. */
export const programTools = Object.fromEntries(
  Object.entries(PROGRAMS).map(([name, program]) => [name, tool(program)]),
)
