import sharp from 'sharp'
import { type Child, startChild } from '../child.ts'
import type { OperationResult, OperationsResult, SetResult } from '../results.ts'
import type { Say } from '../rounds.ts'
import { makeSources } from '../sources.ts'
import { pairedRatio, spread } from '../statistics.ts'
import { compare } from './compare.ts'
import { OPERATION_IDS, OPERATIONS, type OperationId } from './operations.ts'
import { paintOverlay } from './pictures.ts'
import { printOperation, printSet } from './print.ts'
import { SET_OVERLAY, SETS, type SetName } from './sets.ts'
import type { Run, SideName, Task } from './side.ts'

type Sides = Readonly<Record<SideName, Child<Task, Run>>>

async function runOf(side: Child<Task, Run>, task: Task): Promise<Run> {
  const run = await side.request(task)
  if (!run) throw new Error(`${task.kind} ${task.id}: the process ended`)
  return run
}

const perMegapixel = ({ cpu, pixels }: Run) => (cpu * 1e6) / pixels

/**
 * Runs all works in each round and collects their results. Every other round has the reverse order.
 */
async function alternate(rounds: number, works: readonly (() => Promise<number>)[]): Promise<number[][]> {
  const series = works.map((): number[] => [])
  const order = [...works.entries()]
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of round % 2 === 0 ? order : order.toReversed())
      series[index]?.push(await work())
  }
  return series
}

async function measure(
  id: OperationId,
  { signet, sharp: peer }: Sides,
  rounds: number,
): Promise<OperationResult> {
  const row = OPERATIONS[id]
  const task: Task = { kind: 'operation', id }
  const bare: Task = { kind: 'bare', id: row.picture }
  const ours = async () => perMegapixel(await runOf(signet, task))
  const theirs = [task, bare].map((each) => async () => perMegapixel(await runOf(peer, each)))
  const works = [ours, ...(row.theirs ? theirs : [])]
  await alternate(2, works)
  const [own = [], other = [], nothing = []] = await alternate(rounds, works)
  return compare(id, own, other, nothing)
}

async function differenceOf(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [ours, theirs] = await Promise.all(
    [a, b].map((file) => sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  )
  if (!ours || !theirs || ours.info.width !== theirs.info.width || ours.info.height !== theirs.info.height)
    throw new Error('the pictures of a set have different sizes')
  const sum = ours.data.reduce((total, value, at) => total + Math.abs(value - (theirs.data[at] ?? 0)), 0)
  return sum / ours.data.length
}

async function measureSet(id: SetName, sides: Sides, rounds: number): Promise<SetResult> {
  const task: Task = { kind: 'set', id }
  const [signet, peer] = [sides.signet, sides.sharp]
  const files = [await runOf(signet, task), await runOf(peer, task)].map(({ file }) => file)
  const difference = await differenceOf(files[0] ?? new Uint8Array(0), files[1] ?? new Uint8Array(0))
  const works = [signet, peer].map((side) => async () => (await runOf(side, task)).cpu)
  await alternate(2, works)
  const [ours = [], theirs = []] = await alternate(rounds, works)
  return { id, signet: spread(ours), sharp: spread(theirs), ratio: pairedRatio(ours, theirs), difference }
}

async function makeFiles(say: Say): Promise<void> {
  await makeSources(['jpeg12'], say)
  const { width, height, data } = paintOverlay()
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(SET_OVERLAY)
}

/** Measures every operation and every set, with Signet and sharp in turn. */
export async function measureOperations(
  rounds: number,
  say: Say,
): Promise<Pick<OperationsResult, 'rounds' | 'operations' | 'sets'>> {
  await makeFiles(say)
  const [signet, peer] = await Promise.all(
    (['signet', 'sharp'] as const).map((name) => startChild<Task, Run>('operations/side-process.ts', name)),
  )
  if (!signet || !peer) throw new Error('a side is missing')
  const sides: Sides = { signet, sharp: peer }
  const operations: OperationResult[] = []
  const sets: SetResult[] = []
  try {
    for (const id of OPERATION_IDS) {
      const result = await measure(id, sides, rounds)
      printOperation(result, say)
      operations.push(result)
    }
    for (const id of Object.keys(SETS) as SetName[]) {
      const result = await measureSet(id, sides, rounds)
      printSet(result, say)
      sets.push(result)
    }
  } finally {
    signet.close()
    peer.close()
  }
  return { rounds, operations, sets }
}
