import manifest from '../../package.json' with { type: 'json' }

/** Address from which the README clones, without the part for the page of the repository. */
const [ADDRESS] = manifest.homepage.split('#')

/**
 * Commands that this test skips if they are written exactly like this, because CI or other tests
 * run them. The value is the reason.
 */
export const SKIPPED: Readonly<Record<string, string>> = {
  [`git clone ${ADDRESS} signet`]: 'it needs the network, and a repository at the address',
  'cd signet': 'it enters the clone; these tests are in one',
  'npm ci': 'CI installs with it',
  'npm test': 'CI runs it',
  'npm start': 'one runs beside these tests, on a port of its own',
  '.ci/run': 'CI runs it, and these tests are a part of it',
}

/**
 * Scripts of package.json that are not run: only name and flags are checked. The value is the
 * reason.
 */
export const HEAVY: Readonly<Record<string, string>> = {
  start: 'it runs until it is ended',
  dev: 'it runs until it is ended, and needs a framework; `npm run tool examples` builds the same app',
  test: 'CI runs it',
  long: 'CI runs it',
  check: 'CI runs it',
  lint: 'CI runs it as a part of `npm run check`',
  types: 'CI runs it as a part of `npm run check`',
  'tool builds': 'CI runs it as a part of `npm run check`',
  build: 'CI runs it as a part of `npm run check`',
  'tool size': 'CI runs it as a part of `npm run check`, after the builds',
  'tool sdk': 'CI runs it',
  'tool packages': 'CI runs it',
  package: 'it packs what `npm run tool packages` installs',
  'tool scope': 'it changes the names in every file; test/long/tools/release runs it in a copy',
  'tool release': 'it needs a version to release; test/unit/tools/release runs it',
  'tool documents': 'it is this test',
  site: 'CI runs it as a part of `npm run tool site-check`; it installs VitePress',
  'tool site-check': 'CI runs it',
  'tool signers': 'CI runs it',
  'tool adapters': 'CI runs it; it installs the frameworks',
  'tool examples': 'CI runs it; it installs the frameworks',
  'tool security': 'it needs databases of vulnerabilities',
  'tool stacks': 'it needs a folder of images',
  'tool robustness': 'it takes half an hour',
  'tool avif-matrix': 'it takes half an hour',
  'tool fuzz': 'it runs for minutes',
  'tool load': 'it runs for minutes',
  'tool mark-trial': 'it needs photographs, and runs for minutes',
  'tool webp-corpus': 'it needs a folder of images',
  bench: 'it runs for minutes, on a machine that does nothing else',
}

/**
 * Programs of node_modules that are not run: only name and flags are checked. The value is the
 * reason.
 */
export const HEAVY_PROGRAMS: Readonly<Record<string, string>> = {
  vitest: 'CI runs the tests',
  biome: 'CI runs it as a part of `npm run check`',
}

/** Reason why `npx --no signet` is not run in the folders of examples. */
export const INSTALLED_SIGNET = '`npm run tool packages` runs it in examples/worker'

/**
 * Programs that every system has. They are run. In blocks that need an account, their flags are not
 * checked.
 */
export const STANDARD: readonly string[] = [
  'bash',
  'cat',
  'cd',
  'cp',
  'curl',
  'echo',
  'export',
  'git',
  'grep',
  'head',
  'ls',
  'mkdir',
  'openssl',
  'php',
  'printf',
  'python3',
  'ruby',
  'sed',
  'tail',
  'tr',
  'true',
  'umask',
  'unset',
]

/** Programs that a page tells the reader to install. */
export const FOREIGN: readonly string[] = ['rclone']
