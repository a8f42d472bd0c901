import { startChild } from './child.ts'
import type { JobId } from './jobs.ts'
import type { Held, Order, Report, Timed } from './stack-process.ts'
import type { StackName } from './stacks/stack.ts'

/** Reason why a stack made no picture. */
export interface Refused {
  readonly refused: string
}

/**
 * A stack in a separate process, so that its garbage and threads are not counted for another stack.
 */
export interface Client {
  time(job: JobId, output?: boolean): Promise<Timed | Refused>
  hold(job: JobId): Promise<Held | Refused>
  close(): void
}

/**
 * Starts a stack's process.
 * @param collects exposes `gc`, which `hold` needs
 */
export async function startStack(name: StackName, collects = false): Promise<Client> {
  const child = await startChild<Order, Report>('stack-process.ts', name, collects ? ['--expose-gc'] : [])
  async function ask<Answer extends Report>(order: Order): Promise<Answer | Refused> {
    return ((await child.request(order)) ?? { refused: 'the process ended' }) as Answer | Refused
  }
  return {
    time: (job, output = false) => ask<Timed>({ kind: 'time', job, output }),
    hold: (job) => ask<Held>({ kind: 'hold', job, output: false }),
    close: child.close,
  }
}

/** Runs a function with a stack in a fresh process. */
export async function inFreshProcess<Result>(
  name: StackName,
  collects: boolean,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await startStack(name, collects)
  try {
    return await use(client)
  } finally {
    client.close()
  }
}
