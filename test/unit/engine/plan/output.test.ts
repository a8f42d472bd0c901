import { describe, expect, it } from 'vitest'
import { complete } from '../../../../src/engine/options/complete.ts'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { encodings, withDefaults } from '../../../../src/engine/plan/output.ts'
import { asUrl } from '../../../support/engine/url-terms.ts'
import { failure } from '../../../support/process/failure.ts'

const SIZE = { width: 60, height: 40 }

const listed = (intent: TransformOptions, source: 'jpeg' | 'png' = 'jpeg', alpha = false) =>
  asUrl(() => encodings(source, intent, SIZE, alpha)).map(
    ({ format, progressive }) => `${progressive ? 'progressive ' : ''}${format}`,
  )

describe('the formats of an output with a maximum length', () => {
  it('have a quality', () => {
    const intent = { format: 'auto', max_bytes: 9000 } as const
    expect(listed(intent)).toEqual(['jpeg'])
    expect(listed(intent, 'png', true)).toEqual(['webp'])
    expect(listed({ ...intent, accepts: ['avif', 'webp'] }, 'png', true)).toEqual(['avif', 'webp', 'webp'])
    expect(listed({ max_bytes: 9000 })).toEqual(['jpeg'])
  })

  it('are not PNG', () => {
    const detail =
      'max_bytes cannot be combined with PNG, whose length depends on no quality: ask for format=auto or format=webp'
    expect(() => listed({ max_bytes: 9000 }, 'png')).toThrow(failure('bad-parameter', detail))
    expect(() => listed({ max_bytes: 9000, format: 'png' })).toThrow(failure('bad-parameter', detail))
  })

  it('are the usual ones if a zone sets it', () => {
    expect(listed({ format: 'auto', defaults: { max_bytes: 9000 } }, 'png', true)).toEqual(['png'])
    expect(listed({ defaults: { max_bytes: 9000 } }, 'png')).toEqual(['png'])
  })
})

describe('a default of progressive', () => {
  const defaults = { progressive: true } as const
  it('applies to JPEG alone, if there is memory', () => {
    expect(listed({ defaults })).toEqual(['progressive jpeg', 'jpeg'])
    expect(listed({ format: 'jpeg', defaults }, 'png')).toEqual(['progressive jpeg', 'jpeg'])
    expect(listed({ defaults }, 'png')).toEqual(['png'])
    expect(listed({ format: 'auto', accepts: ['webp'], defaults })).toEqual([
      'webp',
      'progressive jpeg',
      'jpeg',
      'png',
    ])
  })

  it('gives way to the option', () => {
    expect(listed({ progressive: false, defaults })).toEqual(['jpeg'])
    expect(listed({ progressive: true })).toEqual(['progressive jpeg'])
    expect(listed({ format: 'auto', progressive: false, defaults })).toEqual(['jpeg', 'png'])
  })
})

describe('effort=best', () => {
  const effort = 'best'
  it('writes a progressive JPEG if there is memory', () => {
    expect(listed({ effort })).toEqual(['progressive jpeg', 'jpeg'])
    expect(listed({ effort, format: 'jpeg' }, 'png')).toEqual(['progressive jpeg', 'jpeg'])
    expect(listed({ effort, format: 'auto', accepts: ['webp'] })).toEqual([
      'webp',
      'progressive jpeg',
      'jpeg',
      'png',
    ])
  })

  it('follows `progressive`', () => {
    expect(listed({ effort, progressive: false })).toEqual(['jpeg'])
    expect(listed({ effort, progressive: true })).toEqual(['progressive jpeg'])
  })
})

it('takes the defaults that an encoding can follow', () => {
  const defaults = { autoquality: 0.97, max_bytes: 9000 }
  const applied = (format: 'jpeg' | 'webp' | 'avif' | 'png', isAnimated = false, intent = {}) =>
    withDefaults({ ...intent, defaults }, { format, progressive: false }, isAnimated)
  expect(applied('jpeg')).toEqual(defaults)
  expect(applied('webp')).toEqual(defaults)
  expect(applied('avif')).toEqual({ max_bytes: 9000 })
  expect(applied('png')).toEqual({})
  expect(applied('webp', true)).toEqual({})
  expect(applied('webp', false, { max_bytes: 500 })).toEqual({ autoquality: 0.97, max_bytes: 500 })
  const absent = complete({})
  expect(applied('webp', false, absent)).toEqual({ ...absent, ...defaults, defaults: undefined })
})
