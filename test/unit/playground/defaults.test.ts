import { describe, expect, test } from 'vitest'
import { defaultValue } from '../../../playground/page/controls/defaults.ts'
import type { PlanAnswer } from '../../../playground/protocol.ts'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'
import { OPTIONS, rowOf } from '../../../src/signing/url/options.ts'

const SOURCE = { format: 'avif', width: 8, height: 6, bytes: 9, orientation: 1, alpha: false }

const original: PlanAnswer = { source: { ...SOURCE, defaultFormat: 'webp' }, original: true }

function planned(format: string, transcode?: 'always' | 'instead'): PlanAnswer {
  const size = { width: 8, height: 6 }
  return {
    ...original,
    original: false,
    transform: {
      decodeScale: 8,
      decoded: size,
      crop: { ...size, x: 0, y: 0 },
      resized: size,
      planar: true,
      steps: [],
      overlays: [],
      output: { ...size, format, settings: '' },
      memory: { planned: 1, kernel: 1, budget: 2 },
      mayKeepSource: false,
      ...(transcode && { transcode }),
    },
  }
}

const preset = new Map<string, string>()

const quality = (format: string | undefined, plan?: PlanAnswer) =>
  defaultValue({ name: 'quality', ...rowOf('quality') }, { format, plan, preset })

describe('the default of an unset parameter', () => {
  test.each(['jpeg', 'webp', 'avif', 'jxl'] as const)('is the quality of the format %s', (format) => {
    expect(quality(format)).toBe(String(DEFAULT_QUALITY[format]))
  })

  test('is the quality of the format that the plan chooses', () => {
    expect(quality('auto', planned('avif'))).toBe(String(DEFAULT_QUALITY.avif))
    expect(quality(undefined, planned('jpeg'))).toBe(String(DEFAULT_QUALITY.jpeg))
    expect(quality(undefined, original)).toBe(String(DEFAULT_QUALITY.webp))
  })

  test('is no quality of a PNG, of a transcode and of an unknown format', () => {
    expect([quality('png'), quality('jxl', planned('jxl', 'always')), quality('auto')]).toEqual(
      Array(3).fill(undefined),
    )
    expect(quality('jxl', planned('jxl', 'instead'))).toBe(String(DEFAULT_QUALITY.jxl))
  })

  test('is the format that the plan chooses', () => {
    const format = (plan?: PlanAnswer) =>
      defaultValue({ name: 'format', ...rowOf('format') }, { format: undefined, plan, preset })
    expect([format(planned('jpeg')), format(original)]).toEqual(['jpeg', 'webp'])
    expect(format()).toBe(OPTIONS.format.initial)
  })

  test('is the value of the preset, if it has one', () => {
    const context = { format: 'webp', plan: undefined, preset: new Map([['quality', '30']]) }
    expect(defaultValue({ name: 'quality', ...rowOf('quality') }, context)).toBe('30')
  })

  test('is that of the table for other parameters', () => {
    const context = { format: 'webp', plan: undefined, preset }
    expect(defaultValue({ name: 'alphaquality', ...rowOf('alphaquality') }, context)).toBe(
      OPTIONS.alphaquality.initial,
    )
    expect(defaultValue({ name: 'width', ...rowOf('width') }, context)).toBeUndefined()
  })
})
