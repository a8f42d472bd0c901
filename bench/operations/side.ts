import type { OperationId } from './operations.ts'
import type { PictureName } from './pictures.ts'
import type { SetName } from './sets.ts'

export type SideName = 'signet' | 'sharp'

/** `bare`: from raw pixels to raw pixels without an operation, a fixed part of each of sharp's. */
export type Task =
  | { readonly kind: 'operation'; readonly id: OperationId }
  | { readonly kind: 'bare'; readonly id: PictureName }
  | { readonly kind: 'set'; readonly id: SetName }

/** Milliseconds of CPU of one run on all threads, the pixels of its result, and the file of a set. */
export interface Run {
  readonly cpu: number
  readonly pixels: number
  readonly file?: Uint8Array
}

export type Side = (task: Task) => Promise<Run>

/** Measures the CPU time of some work in milliseconds: user and system, all threads. */
export async function timed<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ cpu: number; result: Result }> {
  const used = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(used)
  return { cpu: (user + system) / 1000, result }
}
