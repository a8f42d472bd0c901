import type { EncodeSettings } from '../formats/codec.ts'
import { encoders } from '../formats/codecs.ts'
import { FRAME_OVERHEAD } from '../formats/webp/animation-writer.ts'
import { losslessPartMemory } from '../formats/webp/lossless-memory.ts'
import { onePicture } from '../ops/operation.ts'
import type { Size } from '../picture/size.ts'
import { heapBytes } from '../wasm/heap.ts'
import { masksMemory } from './masks.ts'

/** What an animation may have, and what is planned of it. */
export interface AnimationInputs {
  /** At least 2. */
  readonly frames: number
  /** Bytes of all memory. */
  readonly memory: number
}

/** An animated output. */
export interface PlannedAnimation {
  /** Of the source; equal ones become one. */
  readonly frames: number
  /** Bytes of the output at most. */
  readonly most: number
}

/** The file may take so much of the memory; as much again is held where it grows or gets metadata. */
const FILE_SHARE = 1 / 6
const FILE_COPIES = 2

/** Noise of quality 77 has 1.1 bytes a pixel, photographs 0.2 (2026-11-26). */
const LOSSY_BYTES = 2
/** Of a frame, however small: 8x8 pixels of noise with alpha have up to 270. */
const MIN_FRAME = 512
const MIN_BYTES = 65_536

function frameBytes(size: Size, { lossless, nearLossless }: EncodeSettings): number {
  const lossy = Math.max(MIN_FRAME, LOSSY_BYTES * size.width * size.height)
  return FRAME_OVERHEAD + (lossless || nearLossless ? losslessPartMemory(size).output : lossy)
}

/** @returns the bytes that are planned for the output: those of all frames, as far as they fit */
export function plannedAnimation(
  size: Size,
  settings: EncodeSettings,
  { frames, memory }: AnimationInputs,
): PlannedAnimation {
  const all = MIN_BYTES + frames * frameBytes(size, settings)
  return { frames, most: Math.floor(Math.min(all, memory * FILE_SHARE)) }
}

/** Bytes of the kernel's memory for the picture that is shown, with which the next one is compared, and for its masks. */
export const shownMemory = (size: Size): number => heapBytes(onePicture(size)) + masksMemory(size)

/** Bytes that encoding any part of the picture takes, and the output. */
export function encodingMemory(size: Size, settings: EncodeSettings, { most }: PlannedAnimation): number {
  const { kernel, output } = losslessPartMemory(size)
  const frame = settings.lossless ? kernel + output : encoders.webp.memory(size, settings)
  return frame + FILE_COPIES * most
}
