import { expect, it } from 'vitest'
import { planLines } from '../../../../cli/explain/plan-lines.ts'
import type { PlanAnswer } from '../../../../cli/local-server.ts'

const ANSWER: PlanAnswer = {
  source: {
    format: 'jpeg',
    width: 80,
    height: 60,
    bytes: 4000,
    orientation: 1,
    alpha: false,
    defaultFormat: 'jpeg',
  },
  original: false,
  transform: {
    decodeScale: 8,
    decoded: { width: 80, height: 60 },
    crop: { x: 0, y: 0, width: 80, height: 60 },
    resized: { width: 80, height: 60 },
    planar: false,
    steps: [],
    overlays: [
      { layer: 1, x: 1, y: 2, width: 30, height: 20 },
      { layer: 2, x: 0, y: 0, width: 9, height: 8, detail: 'rotated by 30°' },
    ],
    output: { format: 'jpeg', width: 80, height: 60, settings: '' },
    memory: { planned: 1, kernel: 1, budget: 2 },
    mayKeepSource: false,
  },
}

it('the steps of a plan name each overlay', () => {
  expect(new Map(planLines(ANSWER)).get('steps')).toBe(
    'overlay of 30 × 20 at 1, 2; overlay of 9 × 8 at 0, 0, rotated by 30°',
  )
})

it.each([
  ['always', ['source', 'repack', 'output', 'memory'], 'jpeg, 80 × 60'],
  [
    'instead',
    ['source', 'decode', 'steps', 'output', 'memory'],
    'jpeg, 80 × 60; the repacked source, where that output is longer',
  ],
] as const)('the lines of a plan name a transcode: %s', (transcode, labels, output) => {
  const { transform, ...rest } = ANSWER
  const lines = planLines({ ...rest, ...(transform && { transform: { ...transform, transcode } }) })
  expect(lines.map(([label]) => label)).toEqual(labels)
  expect(new Map(lines).get('output')).toBe(output)
})

it('the source is listed with the number of the shown frame', () => {
  const moving = { ...ANSWER, source: { ...ANSWER.source, format: 'gif', alpha: true, page: 5 } }
  expect(new Map(planLines(moving)).get('source')).toBe('gif, 80 × 60, 4,000 bytes, frame 5, transparent')
})
