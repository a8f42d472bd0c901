import { afterAll, expect, test, vi } from 'vitest'
import type { Header, SourceFormat } from '../../../../src/engine/formats/header.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { failure } from '../../../support/process/failure.ts'

// The engine with the kernel alone, as an entry without codecs has it. Test files share modules,
// therefore modules are reset before and after.
vi.resetModules()
const { makePlan } = await import('../../../../src/engine/plan/make-plan.ts')
const { svgMemory } = await import('../../../../src/engine/svg/draw.ts')
const { harfbuzzMemory } = await import('../../../../src/engine/text/harfbuzz.ts')
const { encodings } = await import('../../../../src/engine/plan/output.ts')
const { probe } = await import('../../../../src/engine/formats/probe.ts')
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

const plan = (intent: TransformOptions, header: Header = PNG) => makePlan(header, intent, 1000, LIMITS)

const AVIF_INPUT =
  'AVIF cannot be read by this build: upload another format, or add codecs/avif-decoder (docs/package.md)'

test.each<[string, TransformOptions]>([
  [
    'AVIF cannot be written by this build: use another format, or add codecs/avif-encoder (docs/package.md)',
    { format: 'avif' },
  ],
  [
    'JPEG XL cannot be written by this build: use another format, or add codecs/jxl-encoder (docs/package.md)',
    { format: 'jxl' },
  ],
  [
    'the filter hqx is not in this build: use another filter, or add codecs/scalers (docs/package.md)',
    { width: 80, filter: 'hqx' },
  ],
  [
    'the filter magic is not in this build: use another filter, or add codecs/scalers (docs/package.md)',
    { width: 60, filter: 'magic' },
  ],
])('a plan is refused before any pixel: %s', (detail, intent) => {
  expect(() => plan(intent)).toThrow(failure('unsupported', detail))
})

test.each<[string, TransformOptions]>([
  ['jpeg', { format: 'jpeg' }],
  ['jpeg', { format: 'jpeg', progressive: true }],
  ['png', { format: 'png' }],
  ['webp', { format: 'webp' }],
  ['webp', { format: 'webp', effort: 'best' }],
  ['webp', { format: 'webp', lossless: true }],
  ['webp', { format: 'webp', nearlossless: true }],
  ['webp', { format: 'auto', accepts: ['avif', 'webp'] }],
  ['webp', { format: 'auto', accepts: ['jxl', 'avif', 'webp'] }],
  ['webp', { format: 'auto', accepts: ['avif', 'webp'], effort: 'best' }],
])('the kernel alone writes %s for %j', (format, intent) => {
  expect(plan(intent).format).toBe(format)
})

test.each<[SourceFormat, boolean, TransformOptions, string]>([
  ['webp', false, {}, 'webp'],
  ['webp', true, {}, 'webp'],
  ['gif', false, { animate: true }, 'webp'],
  ['png', false, {}, 'png'],
  ['jpeg', false, {}, 'jpeg'],
])('without a format, %s with alpha %s and %j becomes %s', (format, alpha, intent, expected) => {
  expect(encodings(format, intent, PNG, alpha)[0]?.format).toBe(expected)
})

test.each<TransformOptions>([{ width: 20 }, { format: 'jpeg' }])('AVIF cannot be read for %j', (intent) => {
  expect(() => plan(intent, { ...PNG, format: 'avif' } as Header)).toThrow(failure('unsupported', AVIF_INPUT))
})

test('a file of an unknown type names the formats that this build reads', () => {
  const detail = 'the file is not a known image format; upload one of: jpeg, png, webp, gif'
  expect(() => probe(new TextEncoder().encode('hello'), true)).toThrow(failure('unsupported', detail))
})

test('SVG and text are refused before they are drawn', () => {
  const svg = failure(
    'unsupported',
    'SVG cannot be drawn by this build: use a PNG, or add codecs/thorvg (docs/package.md)',
  )
  expect(() => svgMemory({ layered: false }, PNG)).toThrow(svg)
  const text = failure(
    'unsupported',
    'text cannot be drawn by this build: use an overlay image, or add codecs/harfbuzz (docs/package.md)',
  )
  expect(() => harfbuzzMemory(1000)).toThrow(text)
})

test('AVIF and HEIC cannot be decoded', () => {
  expect(
    ['jpeg', 'png', 'webp', 'gif', 'avif', 'heic'].filter((name) => isDecodable(name as 'jpeg')),
  ).toEqual(['jpeg', 'png', 'webp', 'gif'])
})
