import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Conversion } from '../../../../src/engine/color/conversion.ts'
import { srgbCurves } from '../../../../src/engine/color/tables.ts'
import { convert } from '../../../../src/engine/ops/convert.ts'
import { turn } from '../../../../src/engine/ops/turn.ts'
import { type Ycc, ycc } from '../../../../src/engine/ops/ycc.ts'
import { type Turn, turnOf } from '../../../../src/engine/picture/orientation.ts'
import type { Picture } from '../../../../src/engine/picture/picture.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'
import { rgba } from '../../../../src/engine/rows/rgba.ts'
import { heapBytes, upload } from '../../../../src/engine/wasm/heap.ts'
import { type Kernel, openKernel, view } from '../../../../src/engine/wasm/kernel.ts'
import { guarded } from '../../../support/kernel/guarded.ts'
import { randomNumbers } from '../../../support/properties/random.ts'

const CONVERSIONS: Readonly<Record<string, Conversion | undefined>> = {
  none: undefined,
  matrix: {
    kind: 'matrix',
    curves: srgbCurves(),
    matrix: [1.22, -0.22, 0, -0.04, 1.04, 0, -0.02, -0.08, 1.1],
  },
  tables: {
    kind: 'channels',
    tables: Uint8Array.from({ length: 768 }, (_, at) => Math.round((at & 255) ** 1.1 / 1.75)),
  },
  cube: { kind: 'cube', toLight: ([r, g, b]) => [0.7 * r * r + 0.3 * g, 0.9 * g * b + 0.1, b ** 3] },
}
const TURNS = ([1, 2, 3, 4, 5, 6, 7, 8] as const).map(turnOf)

function pictureIn(kernel: Kernel, size: Size, shape: Pick<Picture, 'layout' | 'matrix'>): Picture {
  const next = randomNumbers(size.width * 1000 + size.height)
  const planes = (shape.layout === 'gray' ? [0] : [0, 1, 2]).map(() => {
    const samples = Uint8Array.from({ length: size.width * size.height }, () => next() & 255)
    return { ...size, address: upload(kernel, samples) }
  })
  return { ...size, ...shape, planes }
}

const samplesOf = (kernel: Kernel, { planes }: Picture) =>
  planes.map(({ address, width, height }) =>
    Buffer.from(view(kernel, address, width * height)).toString('hex'),
  )

/** Converts through an RGBA picture, as other plans do. */
function byRgba(kernel: Kernel, picture: Picture, { conversion, turn: way, halved }: Ycc): Picture {
  const start = rgba(kernel, picture)
  const { width, height, planes } = turn.run(
    kernel,
    conversion ? convert.run(kernel, start, conversion) : start,
    way,
  )
  const chroma = halved ? { width: Math.ceil(width / 2), height: Math.ceil(height / 2) } : { width, height }
  const made = [{ width, height }, chroma, chroma].map((size) => ({
    ...size,
    address: kernel.alloc(size.width * size.height),
  }))
  const [y = 0, cb = 0, cr = 0] = made.map(({ address }) => address)
  kernel.rgbaToYcc({ rgba: planes[0]?.address ?? 0, width, height, y, cb, cr, subsampling: Number(halved) })
  return { width, height, layout: 'ycc', planes: made }
}

type Shape = Pick<Picture, 'layout' | 'matrix'>

function expectSame(size: Size, shape: Shape, args: Ycc): void {
  const kernel = openKernel()
  const wanted = byRgba(kernel, pictureIn(kernel, size, shape), args)
  const made = ycc.run(kernel, pictureIn(kernel, size, shape), args)
  expect({ ...made, planes: made.planes.map(({ width, height }) => [width, height]) }).toEqual({
    ...wanted,
    planes: wanted.planes.map(({ width, height }) => [width, height]),
  })
  expect(samplesOf(kernel, made)).toEqual(samplesOf(kernel, wanted))
}

const shapes = fc.constantFrom<Shape>(
  { layout: 'gray' },
  { layout: 'ycc' },
  { layout: 'ycc', matrix: 'bt709' },
  { layout: 'ycc', matrix: 'bt2020' },
)
const argsOf = (layout: string) =>
  fc.record({
    conversion: fc.constantFrom(...Object.values(CONVERSIONS)),
    turn: fc.constantFrom(...TURNS),
    halved: fc.boolean(),
    gray: fc.constant(layout === 'gray'),
  })
const sizes = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
})

it('gives the same planes as a detour through RGBA', () => {
  const given = fc.tuple(
    sizes,
    shapes.chain((shape) => fc.tuple(fc.constant(shape), argsOf(shape.layout))),
  )
  fc.assert(fc.property(given, ([size, [shape, args]]) => expectSame(size, shape, args)))
})

const LONG = { width: 33_001, height: 5 }
const named = (way: Turn) =>
  Object.keys(way).filter((key) => Object.entries(way).some((each) => each[0] === key && each[1]))

it.each(TURNS.map((way) => [named(way).join(', ') || 'no turn', way] as const))(
  'converts in several bands: %s',
  (_, way) =>
    expectSame(
      LONG,
      { layout: 'ycc' },
      { conversion: CONVERSIONS['tables'], turn: way, halved: true, gray: false },
    ),
)

it.each(
  TURNS.flatMap((way) => [
    { conversion: CONVERSIONS['matrix'], turn: way, halved: true, gray: false },
    { conversion: CONVERSIONS['tables'], turn: way, halved: false, gray: true },
  ]),
)('takes exactly its planned memory: %o', async (args) => {
  const size = args.turn.swap ? { width: 46, height: 61 } : { width: 61, height: 46 }
  const { accesses } = await guarded(() => {
    const kernel = openKernel()
    const picture = pictureIn(kernel, { width: 61, height: 46 }, { layout: args.gray ? 'gray' : 'ycc' })
    const start = kernel.alloc(0) + heapBytes(0)
    ycc.run(kernel, picture, args)
    const taken = kernel.alloc(0) - start
    const planned = ycc.memory(size, args)
    expect(taken).toBeGreaterThanOrEqual(planned)
    expect(taken).toBeLessThanOrEqual(planned + 2 * heapBytes(0) + 16)
  })
  expect(accesses).toBeGreaterThan(0)
})

it('refuses RGBA', () => {
  const kernel = openKernel()
  const picture = rgba(kernel, pictureIn(kernel, { width: 2, height: 2 }, { layout: 'ycc' }))
  const args = { conversion: undefined, turn: turnOf(1), halved: true, gray: false }
  expect(() => ycc.run(kernel, picture, args)).toThrow('no luma')
})
