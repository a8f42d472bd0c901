import { describe, expect, it } from 'vitest'
import type { ColorSpace } from '../../../../src/engine/color/conversion.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import type { Plan, PlanInputs } from '../../../../src/engine/plan/plan.ts'
import { roomFor } from '../../../../src/engine/plan/room.ts'
import { appleCodes } from '../../../../src/engine/transform/apple-codes.ts'
import { type ColoredPlan, coloredPlan } from '../../../../src/engine/transform/colored-plan.ts'
import { planGainMap } from '../../../../src/engine/transform/plan-gain-map.ts'
import { TABLE_PROFILES } from '../../../support/color/icc-tables.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { failure } from '../../../support/process/failure.ts'

const JPEG: Header = {
  format: 'jpeg',
  width: 1200,
  height: 900,
  orientation: 6,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
  sampling: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
}
const { sampling: _, ...OTHER } = JPEG
const PNG16: Header = { ...OTHER, format: 'png', depth: 16 }
const table = TABLE_PROFILES.rotated
const profiled = (header: Header, profile: Uint8Array): Header => ({
  ...header,
  icc: true,
  color: { kind: 'icc', profile },
})

const HEADERS: Readonly<Record<string, Header>> = {
  'a JPEG in sRGB': JPEG,
  'a JPEG in Display P3': profiled(JPEG, PROFILES.displayP3),
  'a JPEG with a table': profiled(JPEG, table),
  'a PNG of 16 bits in Display P3': profiled(PNG16, PROFILES.displayP3),
  'a PNG of 16 bits with a table': profiled(PNG16, table),
}
const QUERIES = [
  'width=400',
  'width=400&format=jpeg',
  'width=400&gamma=2',
  'width=400&linear=1',
  'width=400&metadata=1&format=jpeg',
  'width=900&filter=hqx&format=png',
  'brightness=2&width=300&format=webp',
]

const planOf = (header: Header, query: string, inputs: PlanInputs = {}): Plan =>
  makePlan(header, intentOf(query), 300_000, LIMITS, inputs)

/** Returns a copy of data that can be written as JSON. Fields without a value are lost. */
const copied = <Data>(data: Data): Data => JSON.parse(JSON.stringify(data)) as Data

const sampled = (space: ColorSpace | undefined) =>
  space && {
    matrix: space.matrix,
    curves: space.curves.map((curve) => Array.from({ length: 33 }, (_, at) => curve(at / 32))),
  }

/** A plan with samples in place of its functions. */
function comparable({ resize, steps, ...plan }: ColoredPlan): unknown {
  const json = JSON.stringify(steps, (name, value: unknown) =>
    name === 'toLight' && typeof value === 'function' ? value([0.2, 0.5, 0.9]) : value,
  )
  const spaces = { space: sampled(resize.space), light: sampled(resize.light) }
  return { ...plan, resize: { ...resize, ...spaces }, steps: json }
}

describe('a plan', () => {
  const cases = Object.keys(HEADERS).flatMap((name) => QUERIES.map((query) => [name, query] as const))

  it.each(cases)('consists of numbers and names, and a copy runs as well: %s, %s', (name, query) => {
    const header = HEADERS[name] ?? expect.fail()
    const plan = planOf(header, query)
    // A function cannot be cloned, and JSON has no typed arrays.
    expect(structuredClone(plan)).toEqual(plan)
    expect(copied(plan)).toEqual(plan)
    expect(comparable(coloredPlan(copied(plan), header))).toEqual(comparable(coloredPlan(plan, header)))
  })

  it('has conversions in some of these cases', () => {
    const plans = cases.map(([name, query]) => planOf(HEADERS[name] ?? expect.fail(), query))
    const ops = plans.flatMap(({ steps }) => steps).map(({ op }) => op)
    expect(ops).toEqual(expect.arrayContaining(['convert', 'ycc']))
    expect(plans.some(({ resize }) => resize.space && resize.gamma)).toBe(true)
    expect(plans.some(({ resize }) => resize.space && !resize.gamma)).toBe(true)
    expect(plans.some(({ resize }) => resize.light)).toBe(true)
    expect(plans.some(({ keepsProfile }) => keepsProfile)).toBe(true)
  })

  it.each<[string, string, PlanInputs?]>([
    ['an animation', 'animate=1&width=300', { animation: { frames: 3, longest: 90_000, restores: true } }],
    ['a goal', 'max_bytes=9000&autoquality=0.97&format=webp'],
    ['a transcode', 'format=jxl'],
    [
      'overlays',
      'width=300&olurl=/a.png&ol2text=b',
      {
        overlays: [1, 2].map(() => ({
          size: { width: 30, height: 20 },
          memory: () => ({ bytes: 4000, kernel: 9000, codec: 0 }),
        })),
      },
    ],
    [
      'all effects',
      'rotate=30&extend=2&redact=1,2,30,40&crop=900,800,5,6&blur=2&sharpen=1&tint=ff0000&hue=20&radius=9&threshold=100&pixelate=4&normalize=1&negate=1&grayscale=1&removealpha=1&bg=0,255,0,0.5',
    ],
    ['trim', 'trim=10&width=100', { trim: { x: 10, y: 20, width: 500, height: 400 } }],
  ])('consists of numbers and names with %s', (_, query, inputs) => {
    const plan = planOf(JPEG, query, inputs)
    expect(structuredClone(plan)).toEqual(plan)
    expect(copied(plan)).toEqual(plan)
  })

  it('of a gain map consists of numbers and names, and its table is made when it runs', () => {
    const map: Header = {
      ...OTHER,
      width: 600,
      height: 450,
      orientation: 1,
      components: 1,
      sampling: [[1, 1]],
    }
    const found = { header: map, file: new Uint8Array(999), metadata: {}, appleStops: 2 }
    const base = planOf(JPEG, 'width=400')
    const request = { header: JPEG, intent: intentOf('width=400'), inputs: {}, room: roomFor(LIMITS) }
    const plan = planGainMap(base, request, found)
    expect(copied(plan)).toEqual(plan)
    expect(coloredPlan(plan, map).codes).toEqual(appleCodes(2))
    expect(coloredPlan(base, JPEG).codes).toBeUndefined()
  })

  it('with a mark names its words, which come from the key', () => {
    const streams = { 32: Uint16Array.of(1, 2), 64: Uint16Array.of(3, 4) }
    const key = { id: 'a', streams }
    const intent = { ...intentOf('width=400'), mark: { value: '0123abcd', key, personal: false } }
    const plan = makePlan(JPEG, intent, 300_000, LIMITS)
    expect(copied(plan)).toEqual(plan)
    const { bits = expect.fail() } = plan.mark ?? {}
    expect(coloredPlan(plan, JPEG, key).mark).toEqual({ value: plan.mark?.value, stream: streams[bits] })
    expect(() => coloredPlan(plan, JPEG)).toThrow(failure('internal'))
  })

  it.each([
    ['a JPEG with a table', profiled(JPEG, PROFILES.displayP3), 'width=400'],
    ['a JPEG in Display P3', JPEG, 'width=400'],
    ['a PNG of 16 bits in Display P3', PNG16, 'width=400'],
    ['a PNG of 16 bits in Display P3', PNG16, 'width=400&gamma=2'],
    ['a JPEG in Display P3', JPEG, 'width=400&linear=1'],
    ['a JPEG in Display P3', JPEG, 'width=400&metadata=1&format=jxl'],
  ])('does not run with other colors: %s', (name, changed, query) => {
    const plan = planOf(HEADERS[name] ?? expect.fail(), query)
    expect(() => coloredPlan(plan, changed)).toThrow(failure('bad-origin'))
  })
})
