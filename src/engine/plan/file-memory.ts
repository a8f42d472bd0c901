import { BLOCK_BYTES } from '../bytes/pieces.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { encoders, type OutputFormat } from '../formats/codecs.ts'
import { areaOf, type Size } from '../picture/size.ts'
import type { Goal } from '../search/goal.ts'
import { goalFileMemory, goalFittingFile, goalMaxFile } from '../search/goal-memory.ts'
import { longestAnimation, type PlannedAnimation } from './animation-memory.ts'
import type { Plan } from './plan.ts'

/**
 * Bytes per pixel that a plan reserves for a file at least. At the default qualities for lossy
 * formats, photographs take 0.06 to 0.31 (24 Kodak photographs, 2026-11-29).
 */
const MIN_PIXEL_BYTES = 1 / 4
const MIN_BYTES = 65_536

/** Encoded file for which memory is planned. */
export interface PlannedFile {
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  readonly keepsMetadata: boolean
  readonly animation?: PlannedAnimation | undefined
  readonly goal?: Goal | undefined
}

interface Written extends Pick<PlannedFile, 'keepsMetadata' | 'animation' | 'goal'> {
  readonly transcode?: Plan['transcode']
}

/** `true` if the file is joined from blocks. */
const isJoined = ({ animation, transcode }: Written): boolean =>
  animation !== undefined || transcode?.when === 'always'

/**
 * Returns the total buffer size in bytes that a file takes. An animation or a transcode is joined
 * from blocks, which are moved to scratch memory as far as they fit; the last block may be almost
 * empty. Writing metadata makes a copy, unless the file fits into scratch memory.
 * @param scratch size in bytes of the scratch memory (`rewritten`)
 */
export function fileMemory(written: Written, file: number, scratch: number): number {
  const isInScratch = file <= scratch
  const block = isJoined(written) ? Math.min(file, BLOCK_BYTES) : 0
  const blocks = block > 0 && !isInScratch ? Math.min(file, file - scratch + block) : 0
  const made = file + block + (written.keepsMetadata && !isInScratch ? file : blocks)
  return goalFileMemory(written.goal, file, made)
}

/** Returns the maximum file length in bytes at which `fileMemory` does not exceed `free`. */
export function fittingFile(written: Written, free: number, scratch: number): number {
  return goalFittingFile(written.goal, free, fittingOnce(written, free, scratch))
}

function fittingOnce(written: Written, free: number, scratch: number): number {
  const { keepsMetadata } = written
  const block = isJoined(written) ? BLOCK_BYTES : 0
  if (!keepsMetadata && block === 0) return free
  const joined = block > 0 && !keepsMetadata ? free + scratch - 2 * block : 0
  return Math.min(free - block, Math.max(scratch, Math.floor(Math.max(joined, free - block) / 2)))
}

/**
 * Returns the maximum file length in bytes: the longest file that the output size can produce, or
 * less if the buffers have no room for it. A longer file is refused while it is encoded.
 * @param free buffer bytes that are left for the file and its copies
 * @param scratch size in bytes of the scratch memory
 */
export function plannedFile(file: PlannedFile, free: number, scratch: number): number {
  const { animation, format, output, settings, goal } = file
  const longest = animation
    ? longestAnimation(output, settings, animation)
    : encoders[format].maxFile(output, settings)
  const least = animation ? MIN_BYTES : minFile(output)
  return Math.min(goalMaxFile(goal, longest), Math.max(least, fittingFile(file, free, scratch)))
}

type Shortened = Pick<
  Plan,
  'maxFile' | 'output' | 'parts' | 'scratch' | 'keepsMetadata' | 'animation' | 'transcode' | 'goal'
>

/**
 * Returns a plan with less room for its file, so that buffers are left for something else.
 * @param least length in bytes below which the maximum length may not fall
 * @returns `undefined` if too little would be left for the file
 */
export function withShorterFile<Planned extends Shortened>(
  plan: Planned,
  maxFile: number,
  least = 0,
): Planned | undefined {
  const { output, parts, scratch } = plan
  if (maxFile >= plan.maxFile) return plan
  if (maxFile < Math.max(least, Math.min(plan.maxFile, minFile(output)))) return undefined
  const freed = fileMemory(plan, plan.maxFile, scratch) - fileMemory(plan, maxFile, scratch)
  return { ...plan, maxFile, parts: { ...parts, bytes: parts.bytes - freed } }
}

/** Returns the minimum file length for which a plan must have room. */
export const minFile = (output: Size): number => Math.max(MIN_BYTES, MIN_PIXEL_BYTES * areaOf(output))
