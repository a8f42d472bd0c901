import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../src/errors.ts'
import { translateThumbor } from '../../../../src/signing/migrate/thumbor.ts'
import { THUMBOR_FILTERS } from '../../../../src/signing/migrate/thumbor-filters.ts'
import { formatQuery } from '../../../../src/signing/url/canonical.ts'
import { failure } from '../../../support/process/failure.ts'

function translated(parts: string, image = 'b/a.jpg', source = 'r2:IMAGES') {
  const { path, parameters, problems } = translateThumbor(parts + image, source)
  return { path, query: formatQuery(parameters), problems }
}

describe('migrate translates from thumbor', () => {
  test.each([
    ['300x/filters:max_bytes(40000)/', 'b/a.PNG', 'width=300'],
    ['300x/filters:max_bytes(40000):format(webp)/', 'b/a.png', 'width=300&format=webp&max_bytes=40000'],
  ])('no limit of a PNG: %s%s', (parts, image, query) => {
    expect(translated(parts, image)).toMatchObject({ query, problems: [] })
  })

  test.each([
    ['', 'output=image'],
    ['300x200/', 'width=300&height=200'],
    ['300x/', 'width=300'],
    ['300x/filters:max_bytes(40000)/', 'width=300&max_bytes=40000'],
    ['300x/filters:max_bytes(40000):format(png)/', 'width=300&format=png'],
    ['x200/', 'height=200'],
    ['0x0/', 'output=image'],
    ['-300x-200/', 'width=300&height=200&flip=1&flop=1'],
    ['-0x0/', 'flop=1'],
    ['300x200/left/top/', 'width=300&height=200&position=topleft'],
    ['300x200/right/', 'width=300&height=200&position=right'],
    ['300x200/center/middle/', 'width=300&height=200'],
    ['300x200/smart/', 'crop=smart&width=300&height=200'],
    ['fit-in/300x200/', 'width=300&height=200&fit=inside&enlarge=0'],
    ['full-fit-in/300x200/', 'width=300&height=200&fit=outside&enlarge=0'],
    ['fit-in/300x200/filters:upscale()/', 'width=300&height=200&fit=inside'],
    ['fit-in/300x200/filters:fill(fff)/', 'width=300&height=200&fit=contain&enlarge=0&bg=ffffff'],
    ['fit-in/300x200/filters:fill(transparent)/', 'width=300&height=200&fit=contain&enlarge=0'],
    ['300x200/filters:stretch()/', 'width=300&height=200&fit=fill'],
    ['300x200/filters:no_upscale()/', 'width=300&height=200&enlarge=0'],
    ['10x20:110x70/', 'crop=100,50,10,20'],
    ['0x0:0x0/300x200/', 'width=300&height=200'],
    ['trim/', 'trim=0'],
    ['trim:top-left:20/', 'trim=20'],
    ['trim:20/300x200/', 'trim=20&width=300&height=200'],
    ['filters:quality(40):format(webp)/', 'format=webp&quality=40'],
    ['filters:grayscale():blur(7)/', 'grayscale=1&blur=7'],
    ['filters:blur(4,2)/', 'blur=2'],
    ['filters:rotate(90)/', 'rotate=270'],
    ['filters:round_corner(20,255,0,10)/', 'bg=ff000a&radius=20'],
    ['filters:round_corner(20,255,0,10,true)/', 'radius=20'],
    ['filters:background_color(ff0000):strip_exif():strip_icc()/', 'bg=ff0000'],
  ])('%s', (parts, query) => {
    expect(translated(parts)).toEqual({ path: 'b/a.jpg', query, problems: [] })
  })

  test("the host of the zone and a path below the zone's own", () => {
    expect(translated('9x/', 'h.example.com/b/%C3%A9.jpg', 'https://h.example.com/b/').path).toBe('é.jpg')
  })

  test('segments as parts only in their documented order', () => {
    expect(translated('smart/', '300x200/a.jpg').path).toBe('300x200/a.jpg')
    expect(translated('300x200/', '300x200/a.jpg').path).toBe('300x200/a.jpg')
    expect(translated('', '300x200').path).toBe('300x200')
  })
})

describe('migrate has no thumbor counterpart for', () => {
  test.each([
    'meta/',
    'filters:max_bytes(99)/',
    'debug/',
    'trim:bottom-right/',
    'trim:101/',
    'adaptive-fit-in/300x200/',
    'adaptive-full-fit-in/300x200/',
    'origx100/',
    '10001x1/',
    '100x100:50x50/',
    '300x200/smart/filters:focal(1x1:2x2)/',
    '1x1:9x9/300x200/smart/',
    '300x200/filters:fill(fff)/',
    'fit-in/300x200/filters:fill(red)/',
    'fit-in/300x200/filters:fill(auto)/',
    'fit-in/300x200/filters:fill(fff,true)/',
    'fit-in/300x200/filters:stretch()/',
    'filters:quality(0)/',
    'filters:quality(10):quality(90)/',
    'filters:format(gif)/',
    'filters:brightness(10)/',
    'filters:rotate(45)/',
    '-9x9/filters:rotate(90)/',
    'filters:round_corner(20|40,0,0,0)/',
    'filters:grayscale(1)/',
    'filters:watermark(a.png,0,0,50)/',
    'filters:unknown()/',
    'filters:constructor()/',
  ])('%s', (parts) => {
    expect(translated(parts).problems).not.toEqual([])
  })
})

test.each([
  'https:/h.example.com/a.jpg',
  'http:a.jpg',
  'HTTPS:/h.example.com/a.jpg',
  's3:/bucket/a.jpg',
  'filters:quality/a.jpg',
  'filters:quality(1)x/a.jpg',
  'filters:a(b(c))/a.jpg',
  'filters:blur(7):/a.jpg',
])('the URL %s is refused', (rest) => {
  expect(() => translateThumbor(rest, 'r2:IMAGES')).toThrow(failure('bad-parameter'))
})

test('any parts give a path and valid parameters, or a failure with a text', () => {
  const part = fc.constantFrom(
    'meta',
    'trim',
    '1x2:3x4',
    'fit-in',
    '30x-20',
    'left',
    'top',
    'smart',
    'a',
    '',
    'filters:blur(3)',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      try {
        const { path, query } = translated(parts.map((text) => `${text}/`).join(''))
        expect(path).toMatch(/a\.jpg$/)
        expect(query).not.toBe('')
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
  )
})

test('thumbor names are unique', () => {
  const names = THUMBOR_FILTERS.flatMap((row) => row.names)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
