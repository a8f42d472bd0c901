/** A process that measures the side its argument names, told by messages what. */
import { median } from '../statistics.ts'
import type { Run, Side, SideName, Task } from './side.ts'

/** Loaded by the process that is it and by no other. */
const SIDES: Readonly<Record<SideName, () => Promise<Side>>> = {
  signet: async () => (await import('./signet.ts')).signet(),
  sharp: async () => (await import('./sharp.ts')).sharp(),
}

/** Milliseconds of CPU after which no further run begins: those of short operations differ much from each other. */
const ENOUGH = 20

const side = await SIDES[process.argv[2] as SideName]()

/** The last of some runs, with the median of their CPU. */
async function measure(task: Task): Promise<Run> {
  const costs: number[] = []
  let last: Run
  do {
    last = await side(task)
    costs.push(last.cpu)
  } while (costs.length < 3 || costs.reduce((sum, cost) => sum + cost) < ENOUGH)
  return { ...last, cpu: median(costs) }
}

process.on('message', async (task: Task) =>
  process.send?.(task.kind === 'set' ? await side(task) : await measure(task)),
)
process.send?.('ready')
