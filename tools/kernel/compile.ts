import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import assemblyscript from 'assemblyscript'
import { main, type Transform } from 'assemblyscript/asc'
import type { Bindings } from './bindings.ts'
import { constantsIn, constantsSource } from './constants.ts'
import { declarations } from './declarations.ts'
import { CONSTANTS, type KernelModule, MODULES } from './modules.ts'

const OPTIONS = ['-O3', '--runtime', 'stub', '--use', 'abort=']

/**
 * Writes a file only if its content changes. Otherwise git would show committed files as changed,
 * and wrangler would build again.
 */
async function writeIfChanged(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text)
}

/**
 * Returns a compiler transform that reads the bindings. The compiler's own switch `--bindings` is
 * not used because it would add runtime functions to the module.
 */
function bindingsReader(read: (bindings: Bindings) => void): Transform {
  let program: Parameters<typeof assemblyscript.buildTSD>[0]
  const reader: Pick<Transform, 'afterInitialize' | 'afterCompile'> = {
    afterInitialize(initialized) {
      program = initialized
    },
    afterCompile() {
      read({ types: assemblyscript.buildTSD(program, false), code: assemblyscript.buildJS(program, false) })
    },
  }
  return reader as Transform
}

/**
 * Builds a module. The compiler's messages go to the terminal.
 * @throws Error if it does not compile
 */
async function build({ entry, output, options }: KernelModule): Promise<Bindings | undefined> {
  let bindings: Bindings | undefined
  const { error } = await main([entry, '--outFile', output, ...OPTIONS, ...options], {
    stdout: process.stdout,
    stderr: process.stderr,
    transforms: [
      bindingsReader((read) => {
        bindings = read
      }),
    ],
  })
  if (error) throw error
  return bindings
}

/**
 * Compiles a module, and writes its TypeScript declarations if the module lists a file for them.
 * `compileConstants` must have finished.
 * @throws Error if it does not compile
 */
export async function compile(module: KernelModule): Promise<void> {
  const bindings = await build(module)
  const { output, declared } = module
  if (!declared || !bindings) return
  const wasm = relative(dirname(declared), output)
  const { ARGUMENTS_BYTES } = await import('../../src/engine/constants/kernel.ts')
  const bytes = module === MODULES.sizes ? undefined : ARGUMENTS_BYTES
  const text = declarations(basename(output, '.wasm'), wasm, bindings, bytes)
  await writeIfChanged(declared, text)
}

/**
 * Compiles the kernel's constants, and writes them as a TypeScript file.
 * @throws Error if they do not compile
 */
export async function compileConstants(): Promise<void> {
  const bindings = await build(CONSTANTS)
  if (!bindings) return
  const text = constantsSource(bindings, constantsIn(CONSTANTS.output))
  await writeIfChanged(CONSTANTS.declared, text)
}
