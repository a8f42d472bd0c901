import { LARGE, MODES, type Mode } from '../../src/engine/mark/modes.ts'
import type { Size } from '../../src/engine/picture/size.ts'

/**
 * Shape of a copy: its scales and rotation in relation to the marked output. A copy is a picture
 * that was made from a marked output, for example by scaling.
 */
export interface Shape {
  /** Marked-output pixels per copy pixel, along the width and the height. */
  readonly across: number
  readonly down: number
  /** Angle by which the copy was rotated counter-clockwise, in radians. */
  readonly turn: number
}

/** Returns the shape of a copy that was scaled equally in both directions and not rotated. */
export const equally = (scale: number): Shape => ({ across: scale, down: scale, turn: 0 })

/** A set of shapes that are searched together. */
export interface Family {
  /** Returns all the family's shapes for a copy with this size, the most likely first. */
  shapesOf(size: Size): readonly Shape[]
  /**
   * Returns shapes close to a given shape, for a finer search around it. Their number (`finer`) is
   * the same for each shape.
   */
  finerOf(size: Size, shape: Shape): readonly Shape[]
  /** Number of shapes that `finerOf` returns. */
  readonly finer: number
  /** Returns `true` if a mode's marks can occur in a copy with this size and shape. */
  hasMode(mode: Mode, size: Size, shape: Shape): boolean
}

/**
 * Minimum marked-output pixels per copy pixel. Copies that were enlarged by up to 1 / MIN_SCALE are
 * found.
 */
export const MIN_SCALE = 0.6
/**
 * Maximum marked-output pixels per copy pixel. Copies that were reduced down to 1 / MAX_SCALE of
 * the output's width and height are found.
 */
const MAX_SCALE = 4.4
/**
 * Maximum ratio between the horizontal and the vertical scale of a copy. It allows that one side
 * was reduced by 8 % and the other was not.
 */
const MAX_RATIO = 1 / 0.92
/** Maximum rotation: 2 degrees in radians. */
const MAX_TURN = (2 * Math.PI) / 180

/**
 * Maximum misplacement at a copy's edges, in marked-output pixels, if the copy's actual scale lies
 * in the middle between two tried scales. It determines the step between the tried scales.
 */
const OFF = 0.9
/**
 * Maximum misplacement like `OFF`, for families whose shapes differ in two numbers (two scales, or
 * scale and rotation). In the middle between four shapes, the pilots (waves that carry no bit) of
 * 64-bit marks keep at least 89 % of their score, and those of 32-bit marks 76 % (Kodak,
 * 2026-11-29). Finer shapes around a candidate restore the loss.
 */
const OFF_TWICE = 1.5

/**
 * Returns the relative step between neighboring scales of a side. For rotations, the same number is
 * the step between angles in radians.
 * @param length side length in copy pixels
 * @param off maximum misplacement at the edges: `OFF` or `OFF_TWICE`
 */
const stepOf = (length: number, scale: number, off: number) => (4 * off) / (length * scale)

const longerOf = ({ width, height }: Size) => Math.max(width, height)

/** Returns the scales of a side in ascending order, one step apart. */
function scalesOf(length: number, off: number, min: number, max: number): number[] {
  const scales: number[] = []
  for (let scale = min; scale <= max; scale *= 1 + stepOf(length, scale, off)) scales.push(scale)
  return scales
}

/** Returns the geometric mean of both scales: marked-output pixels per copy pixel. */
export const scaleOf = ({ across, down }: Shape) => Math.sqrt(across * down)

/** Returns a measure of how much a copy was scaled and rotated. A smaller change is more likely. */
const changeOf = ({ across, down, turn }: Shape) =>
  Math.abs(Math.log(across)) + Math.abs(Math.log(down)) + Math.abs(turn)

const likeliestFirst = (shapes: readonly Shape[]) =>
  shapes
    .map((shape) => ({ shape, change: changeOf(shape) }))
    .sort((a, b) => a.change - b.change)
    .map(({ shape }) => shape)

/** Offsets of the shapes that `finerOf` returns from the given shape, in steps between shapes. */
const FINER = [-0.5, -0.25, 0, 0.25, 0.5]

const pairsOf = <T>(values: readonly T[]) =>
  values.flatMap((one) => values.map((other) => [one, other] as const))

/**
 * Tolerance in pixels for the longer side of the marked output, which is estimated from the copy's.
 */
const ROUNDING = 4

/**
 * Returns `true` unless a mark of this mode is impossible in a copy of this size and shape. Only
 * outputs whose longer side is below `LARGE` have 32-bit marks. If the copy's longer side, in
 * pixels of the output, is not below `LARGE`, that of the output was not either, because cropping
 * only makes a copy smaller. The mark must then have 64 bits. This halves the search time.
 */
const hasMode: Family['hasMode'] = ({ bits }, { width, height }, { across, down }) =>
  bits === MODES[64].bits || Math.max(width * across, height * down) < LARGE + ROUNDING

/** Family of copies that were scaled with unchanged proportions. */
export const EQUAL: Family = {
  finer: FINER.length,
  hasMode: () => true,
  shapesOf: (size) => likeliestFirst(scalesOf(longerOf(size), OFF, MIN_SCALE, MAX_SCALE).map(equally)),
  finerOf(size, { across }) {
    const step = stepOf(longerOf(size), across, OFF)
    return FINER.map((part) => equally(across * (1 + part * step)))
  },
}

/** Family of copies whose width and height were scaled by factors that differ by up to 8 %. */
const UNEQUAL: Family = {
  finer: FINER.length ** 2,
  hasMode,
  shapesOf({ width, height }) {
    const root = Math.sqrt(MAX_RATIO)
    const [columns, rows] = [width, height].map((length) =>
      scalesOf(length, OFF_TWICE, MIN_SCALE / root, MAX_SCALE * root),
    )
    const shapes = (columns ?? []).flatMap((across) =>
      (rows ?? [])
        .filter((down) => {
          // The copy's actual shape is up to half a step away from a tried shape, in each
          // direction.
          const steps = stepOf(width, across, OFF_TWICE) + stepOf(height, down, OFF_TWICE)
          return isWithin(down / across, MAX_RATIO * (1 + steps / 2))
        })
        .map((down) => ({ across, down, turn: 0 })),
    )
    return likeliestFirst(
      shapes.filter((shape) => scaleOf(shape) >= MIN_SCALE && scaleOf(shape) <= MAX_SCALE),
    )
  },
  finerOf({ width, height }, { across, down }) {
    const [x, y] = [stepOf(width, across, OFF_TWICE), stepOf(height, down, OFF_TWICE)]
    return pairsOf(FINER).map(([a, b]) => ({
      across: across * (1 + a * x),
      down: down * (1 + b * y),
      turn: 0,
    }))
  },
}

const isWithin = (ratio: number, max: number) => ratio <= max && ratio >= 1 / max

/** Family of copies that were rotated by up to 2 degrees and scaled. */
const TURNED: Family = {
  finer: FINER.length ** 2,
  hasMode,
  shapesOf(size) {
    const length = longerOf(size)
    return likeliestFirst(
      scalesOf(length, OFF_TWICE, MIN_SCALE, MAX_SCALE).flatMap((scale) => {
        const step = stepOf(length, scale, OFF_TWICE)
        const half = Math.ceil(MAX_TURN / step)
        return Array.from({ length: 2 * half }, (_, at) => ({
          ...equally(scale),
          turn: (at - half + 0.5) * step,
        }))
      }),
    )
  },
  finerOf(size, { across, turn }) {
    const step = stepOf(longerOf(size), across, OFF_TWICE)
    return pairsOf(FINER).map(([a, b]) => ({ ...equally(across * (1 + a * step)), turn: turn + b * step }))
  },
}

/** Family of copies that were either stretched or rotated. */
export const DISTORTED: Family = {
  finer: FINER.length ** 2,
  hasMode,
  shapesOf: (size) => likeliestFirst([...UNEQUAL.shapesOf(size), ...TURNED.shapesOf(size)]),
  finerOf: (size, shape) => (shape.turn === 0 ? UNEQUAL : TURNED).finerOf(size, shape),
}
