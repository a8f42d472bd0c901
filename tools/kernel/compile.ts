import { main } from 'assemblyscript/asc'
import type { KernelModule } from './modules.ts'

const OPTIONS = ['-O3', '--runtime', 'stub', '--use', 'abort=', '--importMemory']

/**
 * Compiles a module; messages of the compiler go to the terminal.
 * @throws Error if it does not compile
 */
export async function compile({ entry, output, options }: KernelModule): Promise<void> {
  const streams = { stdout: process.stdout, stderr: process.stderr }
  const { error } = await main([entry, '--outFile', output, ...OPTIONS, ...options], streams)
  if (error) throw error
}
