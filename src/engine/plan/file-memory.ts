import type { EncodeSettings } from '../formats/codec.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import { areaOf, type Size } from '../picture/size.ts'

/**
 * Bytes per pixel that a plan allows a file at least. Photographs take fewer at the default
 * qualities of lossy formats.
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
 * Returns the maximum length in bytes of a file. It is that of the longest file of its size, or less
 * if the buffers have no room for that. A longer file is refused while it is encoded.
 * @param free bytes of the buffers that are free for the copies of the file
 */
export function plannedFile(file: PlannedFile, free: number): number {
  const longest = encoders[file.format].maxFile(file.output, file.settings)
  return Math.min(longest, Math.max(minFile(file.output), Math.floor(free / copiesOf(file))))
}

/** Returns the maximum length that a plan allows a file at least. */
export const minFile = (output: Size): number => Math.max(MIN_BYTES, MIN_PIXEL_BYTES * areaOf(output))
