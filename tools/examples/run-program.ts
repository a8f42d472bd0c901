import { spawn } from 'node:child_process'

export interface RunSettings {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Runs a program and waits for its end. Its output is only shown if it fails.
 * @throws Error with the output
 */
export async function runProgram(command: readonly string[], { cwd, env = {} }: RunSettings): Promise<void> {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  if (code !== 0) throw new Error(`${command.join(' ')} in ${cwd} failed:\n${Buffer.concat(chunks)}`)
}
