import type { EncodeSettings } from '../formats/codec.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import { areaOf, type Size } from '../picture/size.ts'
import type { Plan } from './plan.ts'

/**
 * Bytes per pixel that a plan allows a file at least. At the default qualities of lossy formats,
 * photographs take 0.06 to 0.31 (24 photographs of Kodak, 2026-11-29).
 */
const MIN_PIXEL_BYTES = 1 / 4
const MIN_BYTES = 65_536

/** Encoded file for which memory is planned. */
export interface PlannedFile {
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  readonly keepsMetadata: boolean
}

/** Returns the number of copies of a file that exist at a time. Writing metadata makes a copy. */
export const copiesOf = ({ keepsMetadata }: Pick<PlannedFile, 'keepsMetadata'>): number =>
  keepsMetadata ? 2 : 1

/**
 * Returns the maximum length in bytes of a file. It is that of the longest file of its size, or
 * less if the buffers have no room for that. A longer file is refused while it is encoded.
 * @param free bytes of the buffers that are free for the copies of the file
 */
export function plannedFile(file: PlannedFile, free: number): number {
  const longest = encoders[file.format].maxFile(file.output, file.settings)
  return Math.min(longest, Math.max(minFile(file.output), Math.floor(free / copiesOf(file))))
}

/**
 * Returns a plan with less room for its file, so that buffers are left for something else.
 * @param least length in bytes below which the maximum length may not fall
 * @returns `undefined` if too little would be left for the file
 */
export function withShorterFile<Planned extends Pick<Plan, 'maxFile' | 'output' | 'parts' | 'keepsMetadata'>>(
  plan: Planned,
  maxFile: number,
  least = 0,
): Planned | undefined {
  const { output, parts } = plan
  if (maxFile >= plan.maxFile) return plan
  if (maxFile < Math.max(least, Math.min(plan.maxFile, minFile(output)))) return undefined
  const freed = copiesOf(plan) * (plan.maxFile - maxFile)
  return { ...plan, maxFile, parts: { ...parts, bytes: parts.bytes - freed } }
}

/** Returns the maximum length that a plan allows a file at least. */
export const minFile = (output: Size): number => Math.max(MIN_BYTES, MIN_PIXEL_BYTES * areaOf(output))
