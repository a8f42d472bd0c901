import { refuse } from './command.ts'

/**
 * Checks that Node is recent enough for a command.
 * @param running Node's version, such as `22.1.0`
 * @throws Failure bad-parameter: Node is too old
 */
export function assertNode(name: string, min: number, running = process.versions.node): void {
  const [major] = running.split('.')
  if (Number(major) < min) refuse(`${name} needs Node ${min} or later, and this is ${running}: update Node`)
}
