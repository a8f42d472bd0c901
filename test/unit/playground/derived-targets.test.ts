import { describe, expect, test } from 'vitest'
import {
  beforeTarget,
  encodedAs,
  encodingsOf,
  kindOf,
  previewTarget,
  withParameters,
} from '../../../playground/page/stage/derived-targets.ts'
import type { CatalogZone } from '../../../playground/protocol.ts'
import { DEFAULT_QUALITY } from '../../../src/engine/options/default-quality.ts'

const zone = (prefix: string, presets: Readonly<Record<string, string>> = {}): CatalogZone => ({
  name: prefix,
  prefix,
  schemes: ['hmac'],
  originals: 'implicit',
  presets,
  mandatory: [],
})

describe('the target for the picture before', () => {
  const plain = (target: string, zones: readonly CatalogZone[] = []) => beforeTarget(target, zones)

  test('keeps options for size and position, and makes a PNG', () => {
    const target =
      '/a.jpg?trim=10&crop=90,80,1,2&width=80&dpr=2&extend=4&bg=ff0000&flip=1&flop=1&rotate=90&format=webp&quality=20'
    expect(plain(target)).toBe(
      '/a.jpg?trim=10&crop=90,80,1,2&width=80&dpr=2&extend=4&bg=ff0000&flip=1&flop=1&rotate=90&format=png',
    )
  })

  test('drops effects, redactions, overlays and claims', () => {
    const effects =
      'blur=4&grayscale=1&gamma=2&redact=1,2,3,4&radius=9&olurl=/b.svg&olx=4&expire=9&widths=1,2'
    expect(plain(`/a.jpg?width=80&${effects}&metadata=1`)).toBe('/a.jpg?width=80&format=png')
  })

  test('keeps the layout of a preset, which the URL overrides', () => {
    const zones = [zone('/', { card: 'width=400&height=300&blur=3' })]
    expect(plain('/a.jpg?preset=card&height=200', zones)).toBe('/a.jpg?width=400&height=200&format=png')
    expect(plain('/a.jpg?preset=other', zones)).toBe('/a.jpg?format=png')
  })

  test('does not exist for descriptions and originals', () => {
    expect(
      ['/a.jpg', '/a.jpg?original=1', '/a.jpg?output=json&width=8', '/a.jpg?expire=9'].map((t) => plain(t)),
    ).toEqual(Array(4).fill(undefined))
  })
})

test('a target gives a picture, a description or an original', () => {
  expect(kindOf('/a.jpg?width=8')).toBe('picture')
  expect(kindOf('/a.jpg?output=json')).toBe('description')
  expect(kindOf('/a.jpg?original=1')).toBe('original')
  expect(kindOf('/a.jpg?download=b.jpg')).toBe('original')
})

test('parameters are set and removed', () => {
  expect(withParameters('/a.jpg?width=8&blur=2', { blur: undefined, format: 'png' })).toBe(
    '/a.jpg?width=8&format=png',
  )
  expect(withParameters('/a.jpg?width=8', { width: undefined })).toBe('/a.jpg')
})

test('another encoding removes all options of the old one', () => {
  const target = '/a.jpg?width=8&format=webp&lossless=1&quality=3'
  expect(withParameters(target, encodedAs('jpeg', 70))).toBe('/a.jpg?width=8&format=jpeg&quality=70')
  expect(withParameters(target, encodedAs('png'))).toBe('/a.jpg?width=8&format=png')
})

test('the compared encodings begin with the reference and contain the chosen quality once', () => {
  const of = (format: string, chosen?: number) =>
    encodingsOf(chosen)
      .filter((encoding) => encoding.format === format)
      .map(({ quality }) => quality)
  expect(encodingsOf(undefined)[0]).toEqual({ format: 'png' })
  for (const format of ['webp', 'avif'] as const)
    expect(of(format)).toEqual([40, 60, 80, 90, DEFAULT_QUALITY[format]].sort((a, b) => a - b))
  expect(of('jpeg', 25)).toEqual([25, 40, 60, 80, 90])
})

test('a preview is not enlarged', () => {
  expect(previewTarget('/a.jpg')).toContain('enlarge=0')
})
