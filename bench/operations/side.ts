import type { OperationId } from './operations.ts'
import type { PictureName } from './pictures.ts'
import type { SetName } from './sets.ts'

/** Who is measured. */
export type SideName = 'signet' | 'sharp'

/** `bare`: from raw pixels to raw pixels, which is part of whatever sharp does to some. */
export type Task =
  | { readonly kind: 'operation'; readonly id: OperationId }
  | { readonly kind: 'bare'; readonly id: PictureName }
  | { readonly kind: 'set'; readonly id: SetName }

/** Milliseconds of CPU of one run, all threads, and what came of it: its pixels, and of a set the file. */
export interface Run {
  readonly cpu: number
  readonly pixels: number
  readonly file?: Uint8Array
}

export type Side = (task: Task) => Promise<Run>

/** CPU of some work in milliseconds, user and system, all threads. */
export async function timed<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ cpu: number; result: Result }> {
  const used = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(used)
  return { cpu: (user + system) / 1000, result }
}
