import { startChild } from './child.ts'
import type { JobId } from './jobs.ts'
import type { Held, Order, Report, Timed } from './stack-process.ts'
import type { StackName } from './stacks/stack.ts'

/** Why a stack made no picture. */
export interface Refused {
  readonly refused: string
}

/** A stack in its own process, whose garbage and threads are not counted with others'. */
export interface Client {
  time(job: JobId, output?: boolean): Promise<Timed | Refused>
  hold(job: JobId): Promise<Held | Refused>
  close(): void
}

/** @param collects exposes `gc`, as `hold` needs it */
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

/** Runs work in a fresh process. */
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
