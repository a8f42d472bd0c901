import { describe, expect, it } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import { OPERATIONS } from '../../../../src/engine/ops/operations.ts'
import { PIXEL_OPTIONS } from '../../../../src/engine/options/pixel-options.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'

const ROWS = Object.values(PIXEL_OPTIONS).flatMap((row) => ('step' in row ? [row.step] : []))
const STEPS = [...new Set(ROWS)]

const GLASS: Header = {
  format: 'png',
  width: 600,
  height: 400,
  components: 4,
  alpha: true,
  orientation: 1,
  progressive: false,
  icc: false,
  frames: 1,
  depth: 8,
}

const ALL =
  'radius=9&pixelate=4&removealpha=1&tint=ff0000&normalize=1&sharpen=2&hue=30&saturation=2&contrast=2&brightness=2&blur=3&threshold=90&grayscale=1&negate=1'

describe('the effects', () => {
  it('are operations with a plan, and all that have one', () => {
    const planned = Object.entries(OPERATIONS).filter(([, operation]) => 'plan' in operation)
    expect(STEPS.toSorted()).toEqual(planned.map(([name]) => name))
    expect(STEPS.length).toBeGreaterThan(10)
  })

  it('run in the order of their options, whatever order a query has', () => {
    const { steps } = makePlan(GLASS, intentOf(ALL), 9000, LIMITS)
    expect(steps.map(({ op }) => op)).toEqual(STEPS)
  })

  it('have adjacent rows if several options make one step', () => {
    expect(ROWS.filter((step, index) => step !== ROWS[index - 1])).toEqual(STEPS)
  })
})

it('options that change nothing make no step', () => {
  const idle =
    'negate=0&grayscale=0&threshold=0&brightness=1&contrast=1&saturation=1&hue=0&sharpen=0&normalize=0&removealpha=0'
  expect(makePlan(GLASS, intentOf(`width=60&${idle}`), 9000, LIMITS).steps).toEqual([])
})
