import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import assemblyscript from 'assemblyscript'
import { main, type Transform } from 'assemblyscript/asc'
import type { Bindings } from './bindings.ts'
import { declarations } from './declarations.ts'
import { type KernelModule, MODULES } from './modules.ts'

const OPTIONS = ['-O3', '--runtime', 'stub', '--use', 'abort=']

/**
 * Writes a file only if its content changes. Otherwise git would show committed files as changed,
 * and wrangler would build again.
 */
async function writeIfChanged(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text)
}

/**
 * Returns a compiler transform that reads the bindings. The compiler's own switch `--bindings` is
 * not used because it would add functions of its runtime to the module.
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
 * Compiles a module, and writes its TypeScript declarations if the module lists a file for them.
 * Messages of the compiler go to the terminal.
 * @throws Error if it does not compile
 */
export async function compile(module: KernelModule): Promise<void> {
  const { entry, output, options, declared } = module
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
  if (!declared || !bindings) return
  const wasm = relative(dirname(declared), output)
  const text = declarations(basename(output, '.wasm'), wasm, bindings, module !== MODULES.sizes)
  await mkdir(dirname(declared), { recursive: true })
  await writeIfChanged(declared, text)
}
