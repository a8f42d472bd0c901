import { spawn } from 'node:child_process'

/**
 * Runs a program to its end.
 * @param input bytes for its standard input
 * @returns its standard output, or `undefined` if the program is not installed
 */
export function runProgram(
  program: string,
  args: readonly string[],
  input?: Uint8Array,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
    const printed: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => printed.push(piece))
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    )
    child.on('close', () => resolve(Buffer.concat(printed)))
    // A program that ends before it has read its input closes the pipe. Its output is then empty.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** Returns `true` if the program is installed. */
export async function isInstalled(program: string): Promise<boolean> {
  return (await runProgram(program, [])) !== undefined
}
