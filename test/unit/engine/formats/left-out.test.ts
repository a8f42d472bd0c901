import { afterAll, expect, test, vi } from 'vitest'
import type { Header } from '../../../../src/engine/formats/header.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { failure } from '../../../support/failure.ts'
import { LIMITS } from '../../../support/limits.ts'

// The engine with the kernel alone, as an entry without codecs has it. Test files share modules,
// therefore modules are reset before and after.
vi.resetModules()
const { makePlan } = await import('../../../../src/engine/plan/make-plan.ts')
const { svgMemory } = await import('../../../../src/engine/svg/draw.ts')
const { harfbuzzMemory } = await import('../../../../src/engine/text/harfbuzz.ts')
const { isDecodable } = await import('../../../../src/engine/formats/codecs.ts')

afterAll(() => vi.resetModules())

const PNG: Header = {
  format: 'png',
  width: 40,
  height: 30,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: false,
  frames: 1,
  progressive: false,
}

const plan = (intent: TransformOptions) => makePlan(PNG, intent, 1000, LIMITS)

test.each<[string, TransformOptions]>([
  ['lossy WebP is left out of this build: use lossless, or another format', { format: 'webp' }],
  [
    'lossy WebP is left out of this build: use lossless, or another format',
    { format: 'webp', nearlossless: true },
  ],
  [
    'progressive JPEG is left out of this build: leave progressive out',
    { format: 'jpeg', progressive: true },
  ],
  ['AVIF is left out of this build: use another format', { format: 'avif' }],
  ['hqx is left out of this build: use another filter', { width: 80, filter: 'hqx' }],
  ['magic is left out of this build: use another filter', { width: 60, filter: 'magic' }],
])('a plan is refused before any pixel: %s', (detail, intent) => {
  expect(() => plan(intent)).toThrow(failure('unsupported', detail))
})

test.each<[string, TransformOptions]>([
  ['jpeg', { format: 'jpeg' }],
  ['png', { format: 'png' }],
  ['webp', { format: 'webp', lossless: true }],
  ['jpeg', { format: 'auto', accepts: ['avif', 'webp'] }],
])('the kernel alone writes %s for %j', (format, intent) => {
  expect(plan(intent).format).toBe(format)
})

test('SVG and text are refused before they are drawn', () => {
  const svg = failure('unsupported', 'SVG is left out of this build: use a PNG')
  expect(() => svgMemory({ layered: false }, PNG)).toThrow(svg)
  const text = failure('unsupported', 'text is left out of this build: use an overlay image')
  expect(() => harfbuzzMemory(1000)).toThrow(text)
})

test('AVIF and HEIC cannot be decoded', () => {
  expect(
    ['jpeg', 'png', 'webp', 'gif', 'avif', 'heic'].filter((name) => isDecodable(name as 'jpeg')),
  ).toEqual(['jpeg', 'png', 'webp', 'gif'])
})
