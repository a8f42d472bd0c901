import { join } from 'node:path'
import { script } from '../script.ts'
import { runEleventy } from './eleventy.ts'
import { buildPackages, install, uninstall } from './install.ts'
import { checkOpenNext } from './opennext.ts'
import { runProgram } from './run-program.ts'
import { stopwatch } from './stopwatch.ts'

const SPEC = {
  name: 'adapters',
  does: 'Type-checks examples/adapters against the packages of the frameworks, and runs them.',
  flags: { clean: { about: 'removes the packages afterwards' } },
} as const

/**
 * `npm ci` flags that skip the frameworks' compilers and platform binaries. A type check does not
 * need them.
 */
const TYPES_ONLY = ['--ignore-scripts', '--omit=optional']

const TYPES = ['npx', 'tsc', '-p', '.']
const TESTS = ['npx', 'vitest', 'run', '--project', 'adapters']

export const adapters = script(SPEC, async ({ flags: { clean } }, { cwd, out }) => {
  const folder = join(cwd, 'examples', 'adapters')
  const stage = stopwatch(out)
  await stage('packages', () => buildPackages(cwd))
  await stage('npm ci', () => install(folder, TYPES_ONLY))
  await stage(TYPES.join(' '), () => runProgram(TYPES, { cwd: folder }))
  await stage('OpenNext before and after its build', () => checkOpenNext(folder))
  await stage(TESTS.join(' '), () => runProgram(TESTS, { cwd }))
  await stage('Eleventy', () => runEleventy(folder))
  if (clean) await uninstall(folder)
  return 0
})
