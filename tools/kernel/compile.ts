import { main } from 'assemblyscript/asc'
import type { KernelModule } from './modules.ts'

const OPTIONS = ['-O3', '--runtime', 'stub', '--use', 'abort=', '--importMemory']

/**
 * Compiles a module. Messages of the compiler are written to the terminal.
 * @throws Error if the compilation fails
 */
export async function compile({ entry, output, options }: KernelModule): Promise<void> {
  const streams = { stdout: process.stdout, stderr: process.stderr }
  const { error } = await main([entry, '--outFile', output, ...OPTIONS, ...options], streams)
  if (error) throw error
}
