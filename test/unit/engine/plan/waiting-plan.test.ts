import { describe, expect, it } from 'vitest'
import type { ColorSpace } from '../../../../src/engine/color/conversion.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import type { Plan } from '../../../../src/engine/plan/plan.ts'
import { withoutProfile, withProfile } from '../../../../src/engine/plan/waiting-plan.ts'
import { TABLE_PROFILES } from '../../../support/icc-tables.ts'
import { PROFILES } from '../../../support/icc-writer.ts'
import { LIMITS } from '../../../support/limits.ts'
import { intentOf } from '../../../support/transformed.ts'

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

const planOf = (header: Header, query: string): Plan => makePlan(header, intentOf(query), 300_000, LIMITS)

const sampled = (space: ColorSpace | undefined) =>
  space && {
    matrix: space.matrix,
    curves: space.curves.map((curve) => Array.from({ length: 33 }, (_, at) => curve(at / 32))),
  }

/** A plan with samples in place of its functions. */
function comparable({ resize, steps, ...plan }: Plan): unknown {
  const json = JSON.stringify(steps, (name, value: unknown) =>
    name === 'toLight' && typeof value === 'function' ? value([0.2, 0.5, 0.9]) : value,
  )
  const spaces = { space: sampled(resize.space), light: sampled(resize.light) }
  return { ...plan, resize: { ...resize, ...spaces }, steps: json }
}

describe('a plan that waits', () => {
  const cases = Object.keys(HEADERS).flatMap((name) => QUERIES.map((query) => [name, query] as const))

  it.each(cases)('consists of numbers, and is complete again with the profile: %s, %s', (name, query) => {
    const header = HEADERS[name] ?? expect.fail()
    const plan = planOf(header, query)
    const waiting = withoutProfile(plan)
    // A function cannot be cloned.
    expect(structuredClone(waiting)).toEqual(waiting)
    expect(comparable(withProfile(waiting, header) ?? expect.fail())).toEqual(comparable(plan))
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

  it.each([
    ['a JPEG with a table', profiled(JPEG, PROFILES.displayP3)],
    ['a JPEG in Display P3', JPEG],
    ['a PNG of 16 bits in Display P3', PNG16],
  ])('is not complete with other colors: %s', (name, changed) => {
    const plan = planOf(HEADERS[name] ?? expect.fail(), 'width=400')
    expect(withProfile(withoutProfile(plan), changed)).toBeUndefined()
  })
})
