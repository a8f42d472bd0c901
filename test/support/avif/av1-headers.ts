import { join } from '../bytes/image-writers.ts'

/** Fields that `sequenceObu` writes (AV1 specification, 5.5). All other fields are 0. */
export interface SequenceShape {
  readonly profile?: 0 | 1 | 2
  readonly reduced?: boolean
  readonly width?: number
  readonly height?: number
  readonly depth?: 8 | 10 | 12
  readonly gray?: boolean
  /** Chroma subsampling across and down. Only profile 2 with 12 bits writes it. */
  readonly subsampled?: readonly [boolean, boolean]
  readonly cicp?: readonly [primaries: number, transfer: number, matrix: number]
  readonly full?: boolean
  readonly superres?: boolean
  readonly grain?: boolean
  /** The fields from here on are written only without `reduced`. */
  readonly timing?: boolean
  readonly delays?: boolean
  readonly points?: readonly number[]
  readonly level?: number
  readonly ids?: boolean
  readonly ordered?: boolean
  readonly screenContent?: 0 | 1 | 2
  readonly integerMotion?: 0 | 1 | 2
}

/** Frame header fields up to the frame size and the fields that directly follow it (5.9.2). */
export interface FrameShape {
  readonly existing?: boolean
  readonly type?: number
  readonly shown?: boolean
  readonly screenContent?: boolean
  readonly resized?: boolean
  readonly superres?: boolean
  /** `true` if a render size follows (render_and_frame_size_different). */
  readonly rendered?: boolean
  /** allow_intrabc. It is written only with `screenContent`. */
  readonly copies?: boolean
}

type Field = readonly [value: number | boolean, bits: number]

/** Packs fields into bytes, the most significant bit of each field first. */
function packed(fields: readonly Field[]): Uint8Array {
  const bits = fields.flatMap(([value, length]) =>
    Array.from({ length }, (_, index) => Math.floor(Number(value) / 2 ** (length - 1 - index)) & 1),
  )
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(8 * at, 8 * at + 8).reduce((byte, bit, index) => byte | (bit << (7 - index)), 0),
  )
}

/** Writes an OBU with its size. */
export const obu = (type: number, payload: Uint8Array | readonly number[], flags = 2) =>
  join((type << 3) | flags, flags & 4 ? 0 : [], flags & 2 ? payload.length : [], payload)

function colorFields(shape: SequenceShape): Field[] {
  const { profile = 0, depth = 8, gray = false, cicp, full = true, subsampled = [true, true] } = shape
  const start: Field[] = [
    [depth > 8, 1],
    ...(profile === 2 && depth > 8 ? ([[depth === 12, 1]] as const) : []),
    ...(profile === 1 ? [] : ([[gray, 1]] as const)),
    [cicp !== undefined, 1],
    ...(cicp ?? []).map((code): Field => [code, 8]),
  ]
  if (gray) return [...start, [full, 1]]
  if (cicp?.join() === '1,13,0') return [...start, [0, 1]]
  const [across, down] = subsampled
  const chosen: Field[] =
    profile === 2 && depth === 12 ? [[across, 1], ...(across ? ([[down, 1]] as const) : [])] : []
  const halved = profile === 0 || (chosen.length > 0 && across && down)
  return [...start, [full, 1], ...chosen, ...(halved ? ([[0, 2]] as const) : []), [0, 1]]
}

/** timing_info and decoder_model_info (5.5.3, 5.5.4), with delays of 10 bits. */
const TIMING: readonly Field[] = [
  [1, 32],
  [25, 32],
  // equal_picture_interval, then num_ticks_per_picture_minus_1 of four as uvlc.
  [1, 1],
  [0b00101, 5],
  [1, 1],
  [9, 5],
  [1, 32],
  [0x2aa, 10],
]

/** operating_parameters_info (5.5.5). */
const OPERATING_DELAYS: readonly Field[] = [
  [1, 1],
  [0x155, 10],
  [0x2aa, 10],
  [0, 1],
]

function operatingFields({
  timing = false,
  delays = false,
  points = [0],
  level = 0,
}: SequenceShape): Field[] {
  return [
    [timing, 1],
    ...(timing ? TIMING : []),
    [delays, 1],
    [points.length - 1, 5],
    ...points.flatMap((layers): Field[] => [
      [layers, 12],
      [level, 5],
      ...(level > 7 ? ([[1, 1]] as const) : []),
      ...(timing ? OPERATING_DELAYS : []),
      ...(delays
        ? ([
            [1, 1],
            [5, 4],
          ] as const)
        : []),
    ]),
  ]
}

/** Writes a setting of the sequence: 0, 1, or 2 if each frame chooses. */
const chosen = (value: number): Field[] =>
  value === 2
    ? [[1, 1]]
    : [
        [0, 1],
        [value, 1],
      ]

function toolFields({ ordered = false, screenContent = 2, integerMotion = 2 }: SequenceShape): Field[] {
  return [
    [0, 4],
    [ordered, 1],
    ...(ordered ? ([[3, 2]] as const) : []),
    ...chosen(screenContent),
    ...(screenContent > 0 ? chosen(integerMotion) : []),
    ...(ordered ? ([[6, 3]] as const) : []),
  ]
}

/** Writes a sequence header of a still picture. */
export function sequenceObu(shape: SequenceShape = {}): Uint8Array {
  const { profile = 0, reduced = true, width = 64, height = 48, ids = false } = shape
  return obu(
    1,
    packed([
      [profile, 3],
      [1, 1],
      [reduced, 1],
      ...(reduced ? ([[0, 5]] as const) : operatingFields(shape)),
      [15, 4],
      [15, 4],
      [width - 1, 16],
      [height - 1, 16],
      ...(reduced
        ? []
        : ([
            [ids, 1],
            ...(ids
              ? ([
                  [3, 4],
                  [2, 3],
                ] as const)
              : []),
          ] as const)),
      [0, 3],
      ...(reduced ? [] : toolFields(shape)),
      [shape.superres ?? false, 1],
      [0, 2],
      ...colorFields(shape),
      [shape.grain ?? false, 1],
      [1, 1],
    ]),
  )
}

/** Writes a frame of the sequence that ends after its size. */
export function frameObu(sequence: SequenceShape = {}, frame: FrameShape = {}, type = 6): Uint8Array {
  const { reduced = true, ids = false, ordered = false, screenContent = 2, integerMotion = 2 } = sequence
  const { existing = false, type: kind = 0, shown = true, screenContent: screen = false } = frame
  const isScreen = reduced || screenContent === 2 ? screen : screenContent === 1
  return obu(
    type,
    packed([
      ...(reduced
        ? []
        : ([
            [existing, 1],
            [kind, 2],
            [shown, 1],
          ] as const)),
      [0, 1],
      ...(reduced || screenContent === 2 ? ([[screen, 1]] as const) : []),
      ...(isScreen && (reduced || integerMotion === 2) ? ([[1, 1]] as const) : []),
      ...(!reduced && ids ? ([[0x7f, 8]] as const) : []),
      ...(reduced ? [] : ([[frame.resized ?? false, 1]] as const)),
      ...(!reduced && ordered ? ([[0x7f, 7]] as const) : []),
      ...(sequence.superres ? ([[frame.superres ?? false, 1]] as const) : []),
      [frame.rendered ?? false, 1],
      ...(frame.rendered ? ([[0x7fffffff, 32]] as const) : []),
      ...(isScreen && !frame.superres ? ([[frame.copies ?? false, 1]] as const) : []),
      [0x7ff, 11],
    ]),
  )
}

/** Writes the beginning of an item's data: a sequence header and a frame header. */
export const still = (sequence: SequenceShape = {}, frame: FrameShape = {}) =>
  join(obu(2, []), sequenceObu(sequence), frameObu(sequence, frame))
