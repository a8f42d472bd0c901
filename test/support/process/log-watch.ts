import { afterAll, expect } from 'vitest'
import '../bytes/equal-bytes.ts'
import { logGuard } from '../worker/log-guard.ts'

/*
 * Checks every line that Signet's code logs in this process, as for a Worker: no line may contain a
 * token, a query or a key. A test that replaces the console must check the lines itself.
 */

const { leaksOf } = logGuard({})
const leaks: string[] = []

const METHODS = ['log', 'warn', 'error'] as const
const own = METHODS.map((method) => [method, console[method]] as const)
for (const [method, write] of own)
  console[method] = (...texts: unknown[]) => {
    const [line] = texts
    if (typeof line === 'string' && line.startsWith('{"kind":"') && leaksOf(line).length > 0) leaks.push(line)
    write(...texts)
  }

afterAll(() => {
  for (const [method, write] of own) console[method] = write
  expect(leaks, 'the log has tokens, queries or keys').toEqual([])
})
