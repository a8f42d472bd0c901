import type { OutputFormat } from '../formats/codecs.ts'
import { isComparable, similarityMemory } from '../formats/similarity.ts'
import type { Size } from '../picture/size.ts'
import type { Goal } from './goal.ts'

/** Returns the kernel memory in bytes that a search takes besides its encoder. */
export const goalKernelMemory = (goal: Goal | undefined, format: OutputFormat, output: Size): number =>
  goal?.similarity !== undefined && isComparable(format) ? similarityMemory(format, output) : 0

/**
 * Returns the total buffer size in bytes that a file takes. A search keeps its best file while it
 * makes another.
 * @param made buffer size in bytes without a search
 */
export const goalFileMemory = (goal: Goal | undefined, file: number, made: number): number =>
  goal?.isSearched ? Math.max(2 * file, made) : made

/**
 * Returns the maximum file length in bytes at which `goalFileMemory` does not exceed `free`.
 * @param fitting maximum file length without a search
 */
export const goalFittingFile = (goal: Goal | undefined, free: number, fitting: number): number =>
  goal?.isSearched ? Math.min(fitting, Math.floor(free / 2)) : fitting

/**
 * Returns the maximum length in bytes of the files that are made. A search for a similarity makes
 * files that are longer than allowed, to compare them.
 * @param longest length of the longest file that the encoder can make
 */
export function goalMaxFile(goal: Goal | undefined, longest: number): number {
  const isLimited = goal?.isSearched && goal.similarity === undefined
  return Math.min(longest, (isLimited && goal.maxBytes) || longest)
}
