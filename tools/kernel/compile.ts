import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import { main } from 'assemblyscript/asc'
import { declarations } from './declarations.ts'
import { type KernelModule, MODULES } from './modules.ts'

const OPTIONS = ['-O3', '--runtime', 'stub', '--use', 'abort=']

/** Leaves a file alone that is up to date: committed files must not look changed, nor make wrangler build again. */
async function writeIfChanged(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text)
}

/**
 * Compiles a module and writes its declarations, if it has any. Messages of the compiler go to the terminal.
 * @throws Error if it does not compile
 */
export async function compile(module: KernelModule): Promise<void> {
  const { entry, output, options, declared } = module
  const files = new Map<string, string | Uint8Array>()
  const { error } = await main(
    [entry, '--outFile', output, ...OPTIONS, ...options, ...(declared ? ['--bindings', 'raw'] : [])],
    {
      stdout: process.stdout,
      stderr: process.stderr,
      writeFile: (name: string, contents: string | Uint8Array) => void files.set(name, contents),
    },
  )
  if (error) throw error
  await mkdir(dirname(output), { recursive: true })
  await writeFile(output, files.get(output) ?? '')
  if (!declared) return
  const wasm = relative(dirname(declared), output)
  const bindings = String(files.get(output.replace(/\.wasm$/, '.d.ts')))
  await writeIfChanged(
    declared,
    declarations(basename(output, '.wasm'), wasm, bindings, module !== MODULES.sizes),
  )
}
