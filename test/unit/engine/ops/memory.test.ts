import { expect, it } from 'vitest'
import { srgbCurves } from '../../../../src/engine/color/tables.ts'
import { OPERATIONS, type Step, stepMemory } from '../../../../src/engine/ops/operations.ts'
import { rotatedSize } from '../../../../src/engine/ops/rotate.ts'
import { operate } from '../../../support/engine/operate.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const SIZE = { width: 62, height: 46 }
const PICTURE = makePicture(SIZE.width, SIZE.height, { alpha: 'soft' })
const WHOLE = { x: 0, y: 0, ...SIZE }
const HALF = { width: 31, height: 23 }
const COLOR = { r: 9, g: 80, b: 200, alpha: 0.5 }

/** Arguments of the operations that take RGBA. */
type Arguments = { readonly [Each in Exclude<Step, { op: 'ycc' }> as Each['op']]: Each['args'] }

const ARGUMENTS: Arguments = {
  halve: { size: HALF, part: { x: 0, y: 0, ...HALF }, weighted: true },
  enlarge: {
    by: 'magic',
    factor: 2,
    from: SIZE,
    box: WHOLE,
    size: { width: 100, height: 70 },
    weighted: true,
  },
  gamma: { gamma: 2.2 },
  convert: { kind: 'matrix', curves: srgbCurves(), matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  turn: { swap: true, mirrorX: false, mirrorY: true },
  pad: { size: { width: 90, height: 70 }, x: 5, y: 6, color: COLOR },
  cross: { x: 3, y: 4 },
  rotate: { angle: 33, color: COLOR, size: rotatedSize(SIZE, 33) },
  negate: undefined,
  grayscale: undefined,
  threshold: { level: 100 },
  blur: { sigma: 12 },
  adjust: { brightness: 1.5, contrast: 0.5, saturation: 0, hue: 40 },
  sharpen: { sigma: 2 },
  normalize: undefined,
  tint: COLOR,
  removealpha: undefined,
  pixelate: { block: 4 },
  radius: { radius: 10 },
  flatten: COLOR,
  mark: { value: '0123abcd', stream: Uint16Array.from({ length: 4080 }, (_, at) => (at * 40_503) % 65_536) },
}

const GUARDS = 512

it.each(Object.entries(ARGUMENTS))('takes its planned memory: %s', (op, args) => {
  const step = { op, args } as Step
  const { frame, taken } = operate(PICTURE, step)
  const planned = stepMemory(frame, step)
  expect(taken).toBeGreaterThanOrEqual(planned)
  expect(taken).toBeLessThanOrEqual(planned + GUARDS)
})

it('covers every operation', () => {
  const covered = Object.keys(ARGUMENTS).toSorted()
  expect(covered).toEqual(Object.keys(OPERATIONS).filter((op) => op !== 'ycc'))
})
