import { spawnSync } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import signer from '../../packages/signer/package.json' with { type: 'json' }
import { type Fault, fault } from './block.ts'
import type { Module } from './modules.ts'
import { PATH_KEYS } from './placeholders.ts'
import { READER_CODE } from './reader-code.ts'

const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc')

/** Compiler options for a strict project. A page's readers use Node, bundlers and browsers. */
const OPTIONS = {
  target: 'es2024',
  lib: ['es2024', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  jsx: 'preserve',
  strict: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  checkJs: false,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [resolve('node_modules/@types')],
}

const DIAGNOSTIC = /^(\S+)\((\d+),\d+\): error (TS\d+): (.*)$/

/**
 * Returns `true` for error numbers of the compiler about syntax. All other errors are about types.
 */
const isSyntax = (code: string) => /^TS1\d{3}$/.test(code)

/**
 * Type-checks modules in one compiler run, against the installed package. Blocks that are part of a
 * file are checked for syntax only.
 * @param folder project in which the package is installed
 * @returns faults, and the folder that contains the modules
 */
export async function checkModules(
  modules: readonly Module[],
  installed: string,
): Promise<{ faults: Fault[]; folder: string }> {
  const folder = await mkdtemp(join(installed, 'modules-'))
  for (const { file, code } of modules) await writeFile(join(folder, file), code)
  await writeFile(join(folder, 'reader.d.ts'), READER_CODE)
  const config = { compilerOptions: OPTIONS, files: ['reader.d.ts', ...modules.map(({ file }) => file)] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  if (modules.length === 0) return { faults: [], folder }
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', '.', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const faults: Fault[] = []
  for (const line of stdout.split('\n')) {
    const [, file, row, code = '', what = ''] = DIAGNOSTIC.exec(line) ?? []
    const block = modules.find((module) => module.file === file)?.block
    if (!block) {
      if (/\berror\b/.test(line)) throw new Error(stdout)
      continue
    }
    if (!block.marks.includes('part') || isSyntax(code))
      faults.push(fault(block, `${code}: ${what}`, Number(row) - 2))
  }
  return { faults, folder }
}

/** Packages that a block may import and still be run. */
const RUNNABLE = new RegExp(`^(?:node:|${signer.name}(?:/|$)|\\./)`)

const RUNNER = `
process.on('unhandledRejection', () => undefined)
const results = {}
for (const file of process.argv.slice(1))
  results[file] = await import('./' + file).then(() => '', (error) => String(error?.stack ?? error))
process.stdout.write(JSON.stringify(results))
process.exit(0)
`

export const canRun = ({ block, imports }: Module): boolean =>
  /^(?:ts|js)$/.test(block.language) &&
  !block.marks.includes('part') &&
  imports.every((name) => RUNNABLE.test(name))

/**
 * Runs modules one after the other in one Node process.
 * @param folder folder that contains the modules
 */
export function runModules(modules: readonly Module[], folder: string, keys: string): Fault[] {
  const runnable = modules.filter(canRun)
  if (runnable.length === 0) return []
  const args = ['--input-type=module', '--eval', RUNNER, ...runnable.map(({ file }) => file)]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'], SIGNING_KEYS: keys, PATH_KEYS },
  })
  if (stdout === '') throw new Error(`the blocks do not end: ${stderr}`)
  const results: Readonly<Record<string, string>> = JSON.parse(stdout)
  return runnable.flatMap(({ block, file }) => {
    const thrown = results[file]
    if (thrown === '') return []
    const [, row] = new RegExp(`${file.replaceAll('.', '\\.')}:(\\d+)`).exec(thrown ?? '') ?? []
    return [fault(block, `it throws ${thrown?.split('\n')[0]}`, row === undefined ? 0 : Number(row) - 2)]
  })
}
