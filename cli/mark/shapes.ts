import { LARGE, MODES, type Mode } from '../../src/engine/mark/modes.ts'
import type { Size } from '../../src/engine/picture/size.ts'

/** Scales and angle of a copy beside the marked output. */
export interface Shape {
  /** Pixels of the marked output to one of the copy, along the width and the height. */
  readonly across: number
  readonly down: number
  /** Angle by which the copy was turned counter-clockwise, in radians. */
  readonly turn: number
}

/** The shape of a copy that has the output's proportions. */
export const equally = (scale: number): Shape => ({ across: scale, down: scale, turn: 0 })

/** A set of shapes that are searched together. */
export interface Family {
  /** All shapes, from the likeliest on. */
  shapesOf(size: Size): readonly Shape[]
  /** Shapes around one of them, among which the best is chosen: as many for each shape. */
  finerOf(size: Size, shape: Shape): readonly Shape[]
  /** Number of shapes that `finerOf` returns. */
  readonly finer: number
  /** `true` if a mark of a mode is looked for in a shape. */
  hasMode(mode: Mode, size: Size, shape: Shape): boolean
}

/** Pictures enlarged by up to 1 / MIN_SCALE. */
export const MIN_SCALE = 0.6
/** Pictures reduced to 1 / MAX_SCALE. */
const MAX_SCALE = 4.4
/** Largest ratio between the scales along the two sides: a side that was reduced by 8 %. */
const MAX_RATIO = 1 / 0.92
/** Largest angle, 2 degrees. */
const MAX_TURN = (2 * Math.PI) / 180

/** Pixels of the marked output by which the edges may be off where shapes differ by their scale alone. */
const OFF = 0.9
/**
 * The same where shapes differ in two ways. Between four shapes, the pilots of 64 bits keep at least 89 % of their score,
 * those of 32 bits 76 % (Kodak, 2026-11-29). Finer shapes around a candidate win the loss back.
 */
const OFF_TWICE = 1.5

/** Relative step of the scale of a side, or step of the angle. @param length of the side, in pixels of the copy */
const stepOf = (length: number, scale: number, off: number) => (4 * off) / (length * scale)

const longerOf = ({ width, height }: Size) => Math.max(width, height)

/** Scales of a side, each a step above the one before. */
function scalesOf(length: number, off: number, least: number, most: number): number[] {
  const scales: number[] = []
  for (let scale = least; scale <= most; scale *= 1 + stepOf(length, scale, off)) scales.push(scale)
  return scales
}

/** Pixels of the marked output to one of the copy, the mean of both sides. */
export const scaleOf = ({ across, down }: Shape) => Math.sqrt(across * down)

/** The distance of a copy from the unchanged marked output. */
const changeOf = ({ across, down, turn }: Shape) =>
  Math.abs(Math.log(across)) + Math.abs(Math.log(down)) + Math.abs(turn)

const likeliestFirst = (shapes: readonly Shape[]) =>
  shapes
    .map((shape) => ({ shape, change: changeOf(shape) }))
    .sort((a, b) => a.change - b.change)
    .map(({ shape }) => shape)

/** Shares of a step around a shape. */
const FINER = [-0.5, -0.25, 0, 0.25, 0.5]

const pairsOf = <T>(values: readonly T[]) =>
  values.flatMap((one) => values.map((other) => [one, other] as const))

/** Pixels by which the longer side of an output may be taken for larger than it was. */
const ROUNDING = 4

/** Cuts make a copy smaller: where it is a large output, the mark has the bits of one. That saves half of the time. */
const hasMode: Family['hasMode'] = ({ bits }, { width, height }, { across, down }) =>
  bits === MODES[64].bits || Math.max(width * across, height * down) < LARGE + ROUNDING

/** Copies of the same proportions. */
export const EQUAL: Family = {
  finer: FINER.length,
  hasMode: () => true,
  shapesOf: (size) => likeliestFirst(scalesOf(longerOf(size), OFF, MIN_SCALE, MAX_SCALE).map(equally)),
  finerOf(size, { across }) {
    const step = stepOf(longerOf(size), across, OFF)
    return FINER.map((part) => equally(across * (1 + part * step)))
  },
}

/** Copies whose width was scaled by up to 8 % more or less than their height. */
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
          // The nearest shape is up to half a step off along each side.
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

const isWithin = (ratio: number, most: number) => ratio <= most && ratio >= 1 / most

/** Copies that were turned by up to 2 degrees, and scaled. */
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

/** Copies that were stretched or turned, but not both. */
export const DISTORTED: Family = {
  finer: FINER.length ** 2,
  hasMode,
  shapesOf: (size) => likeliestFirst([...UNEQUAL.shapesOf(size), ...TURNED.shapesOf(size)]),
  finerOf: (size, shape) => (shape.turn === 0 ? UNEQUAL : TURNED).finerOf(size, shape),
}
