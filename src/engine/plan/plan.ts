import type { Room } from '../../memory/index.ts'
import type { Analysis } from '../analysis/analyze.ts'
import type { Color } from '../color/color.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import type { OutputFormat } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import type { PlannedMark } from '../ops/mark.ts'
import type { PlannedStep } from '../ops/operations.ts'
import type { Placement } from '../ops/placement.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { MeasuredOverlay, Overlay } from '../overlay/overlay.ts'
import type { Orientation } from '../picture/header.ts'
import type { Scales } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'
import type { PlannedResize } from '../rows/resize.ts'
import type { Goal } from '../search/goal.ts'
import type { Parts } from '../wasm/needs.ts'
import type { PlannedAnimation } from './animation-memory.ts'

/**
 * Everything that is decided before the first pixel is decoded. It consists of numbers and names,
 * so that it can be kept while a request waits. `coloredPlan` resolves the names.
 */
export interface Plan {
  /** Scale at which the decoder decodes. */
  readonly scale: Scales
  readonly resize: PlannedResize
  /** Boxes to blacken in the stored picture before the resize. */
  readonly redact: readonly Box[]
  /**
   * Headroom in stops for Apple's gain map, whose codes are translated (`appleCodes`). Only a gain
   * map's plan has it.
   */
  readonly appleStops?: number | undefined
  /**
   * `true` if the encoder gets planes: the original's planes, or those that the step `ycc` makes.
   */
  readonly planar: boolean
  /** Operations on the resized picture, in order. */
  readonly steps: readonly PlannedStep[]
  /** Overlays in the order in which they are drawn. */
  readonly overlays: readonly PlannedOverlay[]
  /** `true` if colors stay in the original's profile, which is embedded. */
  readonly keepsProfile: boolean
  /** `true` if metadata is written into the encoded file. */
  readonly keepsMetadata: boolean
  /** Color that is shown under transparent pixels, if the output format has no transparency. */
  readonly background: Color | undefined
  /** Invisible mark, which is added after all other changes to pixels. */
  readonly mark: PlannedMark | undefined
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  /**
   * Maximum length of the encoded file in bytes. A file that becomes longer is refused while it is
   * encoded.
   */
  readonly maxFile: number
  /**
   * Idle kernel memory in bytes in which the file may lie while a new version of it is written
   * (`rewritten`).
   */
  readonly scratch: number
  /** Goal for the file, which decides its quality. */
  readonly goal?: Goal | undefined
  /** Plan for an animated output. All other fields then apply to each frame. */
  readonly animation?: PlannedAnimation | undefined
  /** Lossless JPEG transcode. It replaces the encoded pixels, or may replace them. */
  readonly transcode?: PlannedTranscode | undefined
  /** `true` if the plan only encodes the original again, without changing pixels on purpose. */
  readonly reencodes: boolean
  /** Bytes of all the transform's buffers, as if none were freed. */
  readonly parts: PlannedParts
  /** `true` if the kernel keeps nothing but the picture before the steps (`gathered`). */
  readonly gathers: boolean
}

/** Lossless transcode from JPEG to JPEG XL, without decoding its pixels. */
export interface PlannedTranscode {
  /**
   * - `always`: the transcode is the output.
   * - `instead`: the transcode is the output if the encoded picture would be longer than the
   *   original.
   * - `fits`: the transcode is the output if it is within `max_bytes`.
   */
  readonly when: 'always' | 'instead' | 'fits'
  /** Codestream orientation: the original's orientation, followed by the requested turns. */
  readonly orientation: Orientation
}

/** A transform's bytes by memory. */
export interface PlannedParts extends Parts {
  /** `true` if a foreign codec has the large memory while the kernel is in use. */
  readonly isBeside: boolean
  /**
   * Size in bytes of a large kernel's partner memory. It serves the decoder, or the kernels that
   * draw overlays while their codecs have the large memory. It is 0 or absent if there is none.
   */
  readonly partner?: number
}

/** An overlay's position and size on the output, and its memory. */
export interface PlannedOverlay extends Placement {
  /** Memory in bytes that drawing the overlay takes, without its picture. */
  readonly drawing: Parts
}

/** Plan whose memory is not yet added up. */
export type UnmeasuredPlan = Omit<Plan, 'reencodes' | 'parts' | 'gathers' | 'maxFile' | 'scratch'>

/** Results from an analysis, and from opening the overlays. */
export interface PlanInputs extends Analysis {
  /** Size of each overlay before scaling, and the memory for drawing it. */
  readonly overlays?: readonly Pick<Overlay, 'size' | 'memory' | 'on'>[]
  /** Animation properties, if the output is to be animated. */
  readonly animation?: PlannedAnimation | undefined
  /** Other memory in bytes that the request holds while the plan runs; 0 by default. */
  readonly reserved?: number | undefined
}

/** Inputs from which a plan is made. */
export interface PlanRequest {
  readonly header: Header
  readonly intent: TransformOptions
  /** Original's length in bytes. */
  readonly byteLength: number
  readonly inputs: PlanInputs
  /** Returns each overlay's size and memory on an output. */
  readonly overlays: (output: Size) => readonly MeasuredOverlay[]
  /** Room for the plan. The encoded file may take all that nothing else needs. */
  readonly room: Room
}
