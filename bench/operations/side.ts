import type { OperationId } from './operations.ts'
import type { PictureName } from './pictures.ts'
import type { SetName } from './sets.ts'

export type SideName = 'signet' | 'sharp'

/**
 * A task for one side. `bare` runs from raw pixels to raw pixels without an operation. Each
 * operation in sharp includes this cost.
 */
export type Task =
  | { readonly kind: 'operation'; readonly id: OperationId }
  | { readonly kind: 'bare'; readonly id: PictureName }
  | { readonly kind: 'set'; readonly id: SetName }

/**
 * Result of a run: CPU milliseconds over all threads, the result's pixel count, and the file if the
 * task is a set.
 */
export interface Run {
  readonly cpu: number
  readonly pixels: number
  readonly file?: Uint8Array
}

export type Side = (task: Task) => Promise<Run>

/** Measures the CPU time for some work in milliseconds (user and system time, all threads). */
export async function timed<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ cpu: number; result: Result }> {
  const used = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(used)
  return { cpu: (user + system) / 1000, result }
}
