import type { Room } from '../../memory/index.ts'
import type { Analysis } from '../analysis/analyze.ts'
import type { Color } from '../color/color.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import type { OutputFormat } from '../formats/codecs.ts'
import type { Header } from '../formats/header.ts'
import type { Mark } from '../ops/mark.ts'
import type { Step } from '../ops/operations.ts'
import type { Placement } from '../ops/placement.ts'
import type { TransformOptions } from '../options/transform-options.ts'
import type { MeasuredOverlay, Overlay } from '../overlay/overlay.ts'
import type { Orientation } from '../picture/header.ts'
import type { Scales } from '../picture/picture.ts'
import type { Box, Size } from '../picture/size.ts'
import type { Resize } from '../rows/resize.ts'
import type { Parts } from '../wasm/needs.ts'
import type { PlannedAnimation } from './animation-memory.ts'
import type { Goal } from './goal.ts'

/** Everything that is decided before the first pixel is decoded. */
export interface Plan {
  /** Scale at which the decoder decodes. */
  readonly scale: Scales
  readonly resize: Resize
  /** Boxes of the stored picture to blacken before it is resized. */
  readonly redact: readonly Box[]
  /**
   * Table with a new value for each sample of the resized picture, the same for all channels. Only
   * the plan of a gain map has one.
   */
  readonly codes?: Uint8Array | undefined
  /**
   * `true` if the encoder gets planes: those of the original, or those that the step `ycc`
   * makes.
   */
  readonly planar: boolean
  /** Operations on the resized picture, in order. */
  readonly steps: readonly Step[]
  /** Overlays in the order in which they are drawn. */
  readonly overlays: readonly PlannedOverlay[]
  /** `true` if colors stay those of the original's profile, which is embedded. */
  readonly keepsProfile: boolean
  /** `true` if metadata is written into the encoded file. */
  readonly keepsMetadata: boolean
  /** Color that is shown under transparent pixels, if the output format has no transparency. */
  readonly background: Color | undefined
  /** Invisible mark, which is added after all other changes to pixels. */
  readonly mark: Mark | undefined
  readonly output: Size
  readonly format: OutputFormat
  readonly settings: EncodeSettings
  /**
   * Maximum length of the encoded file in bytes. A file that becomes longer is refused while it is
   * encoded.
   */
  readonly maxFile: number
  /**
   * Size in bytes of the idle kernel memory in which the file may lie while a new version of it is
   * written (`rewritten`).
   */
  readonly scratch: number
  /** Goal of the file, which decides its quality. */
  readonly goal?: Goal | undefined
  /** Plan of an animated output. All other fields then apply to each frame. */
  readonly animation?: PlannedAnimation | undefined
  /** Lossless transcode of a JPEG, which takes the place of the pixels, or may do so. */
  readonly transcode?: PlannedTranscode | undefined
  /** `true` if the plan only encodes the original again, without changing pixels on purpose. */
  readonly reencodes: boolean
  /** Bytes of all buffers of the transform, as if none were freed. */
  readonly parts: PlannedParts
  /** `true` if the kernel keeps nothing but the picture before the steps (`gathered`). */
  readonly gathers: boolean
}

/** Lossless transcode of a JPEG to JPEG XL, without decoding its pixels. */
export interface PlannedTranscode {
  /**
   * - `always`: the transcode is the output.
   * - `instead`: the transcode is the output if the encoded picture would be longer than the
   *   original.
   * - `fits`: the transcode is the output if it is within `max_bytes`.
   */
  readonly when: 'always' | 'instead' | 'fits'
  /** Orientation of the codestream: that of the original, followed by the requested turns. */
  readonly orientation: Orientation
}

/** Bytes of a transform, by the memory in which they are. */
export interface PlannedParts extends Parts {
  /** `true` if a foreign codec has the large memory while the kernel is in use. */
  readonly isBeside: boolean
  /**
   * Bytes of the partner of a large kernel: a memory for the decoder, or for the kernels that draw
   * overlays while their codecs have the large memory; 0 or absent: none.
   */
  readonly partner?: number
}

/** Position and size of an overlay on the output, and its memory. */
export interface PlannedOverlay extends Placement {
  /** Sizes in bytes of the memory that drawing the overlay takes, without its picture. */
  readonly drawing: Parts
}

/** Plan whose memory is not yet added up. */
export type UnmeasuredPlan = Omit<Plan, 'reencodes' | 'parts' | 'gathers' | 'maxFile' | 'scratch'>

/** Results of an analysis, and of opening the overlays. */
export interface PlanInputs extends Analysis {
  /** Size of each overlay of the intent before it is scaled, and the memory for drawing it. */
  readonly overlays?: readonly Pick<Overlay, 'size' | 'memory' | 'on'>[]
  /** Properties of the animation, if the output is to be animated. */
  readonly animation?: PlannedAnimation | undefined
}

/** Inputs from which a plan is made. */
export interface PlanRequest {
  readonly header: Header
  readonly intent: TransformOptions
  /** Length of the original in bytes. */
  readonly byteLength: number
  readonly inputs: PlanInputs
  /** Returns the size and memory of each overlay on an output. */
  readonly overlays: (output: Size) => readonly MeasuredOverlay[]
  /** Room for the plan. The encoded file may take what nothing else needs. */
  readonly room: Room
}
