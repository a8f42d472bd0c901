import { describe, expect, test } from 'vitest'
import { frameNote, isEnlarged } from '../../../playground/page/stage/result-notes.ts'
import type { PlanAnswer } from '../../../playground/protocol.ts'

const SOURCE = {
  format: 'gif',
  width: 480,
  height: 320,
  bytes: 1,
  orientation: 1,
  alpha: false,
  defaultFormat: 'webp',
}

const planOf = (frames: number | 'unknown' | undefined): PlanAnswer => ({
  source: { ...SOURCE, ...(frames !== undefined && { frames }) },
  original: false,
})

describe('the note for a result with one frame of an animation', () => {
  test.each([
    [16, undefined, '1', '1 of 16 frames'],
    ['unknown', undefined, '1', 'first frame only'],
    [16, 16, '1', undefined],
    [16, undefined, '0', undefined],
    [16, undefined, '2', undefined],
    [undefined, undefined, '1', undefined],
  ] as const)('source %s, result %s, x-ip %s: %s', (all, frames, processed, note) => {
    const headers = new Headers({ 'x-ip': processed })
    expect(frameNote({ plan: planOf(all), info: { frames }, headers })).toBe(note)
  })
})

type Transform = NonNullable<PlanAnswer['transform']>
type Scaled = Pick<Transform, 'crop' | 'resized' | 'decodeScale'>

const resize = (from: number, to: number, decodeScale = 8): Scaled => ({
  decodeScale,
  crop: { x: 0, y: 0, width: from, height: from },
  resized: { width: to, height: to },
})

test.each([
  [resize(480, 800), true],
  [resize(480, 480), false],
  [resize(480, 200), false],
  [resize(240, 300, 4), false],
])('a result is larger than its part of the source: %j %s', (scaled, enlarged) => {
  const transform = scaled as Transform
  expect(isEnlarged({ plan: { ...planOf(undefined), transform } })).toBe(enlarged)
})
