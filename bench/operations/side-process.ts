/** Program that measures the side named by its argument. Each message is a task. */
import { median } from '../statistics.ts'
import type { Run, Side, SideName, Task } from './side.ts'

const SIDES: Readonly<Record<SideName, () => Promise<Side>>> = {
  signet: async () => (await import('./signet.ts')).signet(),
  sharp: async () => (await import('./sharp.ts')).sharpSide(),
}

/**
 * Minimum CPU time in milliseconds for one measurement. Shorter operations are repeated, because
 * their time varies much.
 */
const MIN_CPU = 20

const side = await SIDES[process.argv[2] as SideName]()

async function measure(task: Task): Promise<Run> {
  const costs: number[] = []
  let last: Run
  do {
    last = await side(task)
    costs.push(last.cpu)
  } while (costs.length < 3 || costs.reduce((sum, cost) => sum + cost) < MIN_CPU)
  return { ...last, cpu: median(costs) }
}

process.on('message', async (task: Task) =>
  process.send?.(task.kind === 'set' ? await side(task) : await measure(task)),
)
process.send?.('ready')
