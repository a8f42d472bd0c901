import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSvg, MAX_SVG, readSvg } from '../../../../src/engine/svg/read.ts'
import { Failure } from '../../../../src/errors.ts'
import { failure } from '../../../support/process/failure.ts'
import { expectLinear } from '../../../support/process/growth.ts'
import { LOGOS, svg } from '../../../support/text/svg.ts'

const read = (text: string) => readSvg(new TextEncoder().encode(text))
const documentOf = (text: string) => new TextDecoder().decode(read(text).document)
const RECT = '<rect width="9" height="9"/>'

describe('the recognition of SVG', () => {
  it.each(['<svg/>', '  \n<svg/>', '\ufeff<?xml version="1.0"?><svg/>', '<!-- a --><svg/>', '<html>'])(
    'accepts a file by its first character: %j',
    (text) => {
      expect(isSvg(Buffer.from(text))).toBe(true)
    },
  )
  it.each(['', 'GIF89a', '\x89PNG', 'svg'])('accepts nothing else: %j', (text) => {
    expect(isSvg(Buffer.from(text, 'latin1'))).toBe(false)
  })
})

describe('the size of an SVG', () => {
  it.each<[string, number[]]>([
    ['width="20" height="10"', [20, 10]],
    ['width="20px" height="10.6PX"', [20, 11]],
    ['width="1in" height="2.54cm"', [96, 96]],
    ['width="25.4mm" height="72pt"', [96, 96]],
    ['width="1pc" height="+2e1"', [16, 20]],
    ['width="20" height="10" viewBox="0 0 5 5"', [20, 10]],
    ['viewBox="-5,-5 , 30 15"', [30, 15]],
    ['width="100%" height="100%" viewBox="0 0 30 15"', [30, 15]],
    ['width="auto" height="auto" viewBox="0 0 30 15"', [30, 15]],
    ['width=".1" height=".1"', [1, 1]],
  ])('is read from %s', (attributes, size) => {
    const { width, height } = read(svg('', attributes))
    expect([width, height]).toEqual(size)
  })

  it.each([
    ['', 'unsupported'],
    ['width="20"', 'unsupported'],
    ['width="20" viewBox="0 0 5 5"', 'unsupported'],
    ['width="20" height="50%" viewBox="0 0 5 5"', 'unsupported'],
    ['width="2em" height="1em"', 'unsupported'],
    ['width="-2" height="1"', 'unsupported'],
    ['width="0" height="1"', 'unsupported'],
    ['width="1e999" height="1"', 'unsupported'],
    ['width="calc(1px)" height="1"', 'unsupported'],
    ['viewBox="0 0 0 5"', 'corrupt'],
    ['viewBox="0 0 5"', 'corrupt'],
    ['viewBox="0 0 a b"', 'corrupt'],
    ['viewBox="0 0 0x4000000 0x4000000"', 'corrupt'],
    ['viewBox="0 0 Infinity Infinity"', 'corrupt'],
    ['viewBox="0 0 1e999 1e999"', 'unsupported'],
    ['viewBox="0 0 18446744073709551716 18446744073709551716"', 'unsupported'],
    ['viewBox="0 0 1e-4294967296 1e-4294967296"', 'corrupt'],
    ['viewBox="2e9 0 5 5"', 'unsupported'],
    ['width="18446744073709551716" height="1"', 'unsupported'],
    ['width="0x14" height="1"', 'unsupported'],
    ['width="1e-60" height="1"', 'unsupported'],
  ] as const)('is refused: %s', (attributes, code) => {
    expect(() => read(svg('', attributes))).toThrow(failure(code))
  })
})

describe('an SVG with unsupported content or external references', () => {
  it.each([
    ['<text>a</text>', '<text> is not supported'],
    ['<image href="data:image/png;base64,AAAA"/>', '<image> is not supported'],
    ['<foreignObject/>', '<foreignObject> is not supported'],
    ['<script>alert(1)</script>', '<script> is not supported'],
    ['<g><svg/></g>', '<svg> is not supported'],
    ['<filter id="f"/>', '<filter> is not supported'],
    ['<pattern id="p"/>', '<pattern> is not supported'],
    ['<marker id="m"/>', '<marker> is not supported'],
    ['<animate/>', '<animate> is not supported'],
    ['<a href="#x"/>', '<a> is not supported'],
    ['<switch/>', '<switch> is not supported'],
    ['<Rect/>', '<Rect> is not supported'],
    ['<use href="other.svg#a"/>', 'a reference points outside of the file; remove it'],
    ['<use xlink:href="https://example.com/a.svg#a"/>', 'a reference points outside of the file; remove it'],
    ['<use href="data:image/svg+xml,a"/>', 'a reference points outside of the file; remove it'],
    ['<use href=""/>', 'a reference points outside of the file; remove it'],
    ['<rect fill="url(https://example.com/#a)"/>', 'a reference points outside of the file; remove it'],
    ['<rect style="fill:URL( \'//example.com\' )"/>', 'a reference points outside of the file; remove it'],
    ['<style>rect{fill:url(a.svg#b)}</style><rect/>', 'a reference points outside of the file; remove it'],
    ['<style>@import "a.css";</style>', 'a style sheet has an at-rule; remove it'],
    ['<style>@media print{.a{fill:red}}</style>', 'a style sheet has an at-rule; remove it'],
    ['<style>g .a{fill:red}</style>', 'a selector may only have a type, classes and an id'],
    ['<style>.a:hover{fill:red}</style>', 'a selector may only have a type, classes and an id'],
    ['<style>[x]{fill:red}</style>', 'a selector may only have a type, classes and an id'],
    ['<style>#a#b{fill:red}</style>', 'a selector has two ids'],
    ['<style><![CDATA[rect{fill:red</style><image/>}]]></style><rect/>', 'a style contains markup'],
    ['<rect fill="#f008"/>', 'the color #f008 is not known; use #rrggbb'],
    ['<rect fill="rgba(1,2,3,.5)"/>', 'the color rgba(1,2,3,.5) is not known; use #rrggbb'],
    ['<stop stop-color="transparent"/>', 'the color transparent is not known; use #rrggbb'],
    ['<g transform="scale(2"/>', 'a transform is not valid or not supported'],
    ['<g transform="scale(nan)"/>', 'a transform is not valid or not supported'],
    ['<g transform="perspective(2)"/>', 'a transform is not valid or not supported'],
    ['<rect style="transform:scale(2)"/>', 'a style sets transform; use the attribute transform'],
    ['<style>rect</style>', 'a style sheet may only have plain rules, without nesting'],
    ['<style>rect{fill:red;g{fill:red}}</style>', 'a style sheet may only have plain rules, without nesting'],
    ['<path stroke-dasharray="-1 1.001"/>', 'stroke-dasharray is not valid or not supported'],
    ['<path stroke-dasharray="1%"/>', 'stroke-dasharray is not valid or not supported'],
    ['<g style="stroke-dasharray:var(--a)"/>', 'stroke-dasharray is not valid or not supported'],
    ['<clipPath clipPathUnits="objectBoundingBox"/>', 'clipPathUnits must be userSpaceOnUse'],
    ['<mask maskContentUnits="objectBoundingBox"/>', 'maskContentUnits must be userSpaceOnUse'],
    ['<rect visibility="hidden"/>', 'visibility must be visible; remove hidden elements'],
    ['<rect filter="blur(2px)"/>', 'filter is neither none nor a plain reference'],
    ['<rect><rect/></rect>', '<rect> in <rect> is not supported'],
    ['<use href="#a"><g/></use>', '<g> in <use> is not supported'],
    ['<linearGradient><path/></linearGradient>', '<path> in <linearGradient> is not supported'],
    ...['symbol', 'mask', 'defs'].map((name) => [
      `<${name} transform="scale(1e-9)"/>`,
      `a transform of <${name}> is not supported`,
    ]),
  ])('is refused: %s', (content, detail) => {
    expect(() => read(svg(content))).toThrow(failure('unsupported', `SVG: ${detail}`))
  })

  it.each([
    ['<!DOCTYPE svg PUBLIC "a" "https://www.w3.org/"><svg/>', 'SVG: a DOCTYPE is not accepted; remove it'],
    ['<!doctype svg [<!ENTITY a "b">]><svg/>', 'SVG: a DOCTYPE is not accepted; remove it'],
    ['<html/>', 'SVG: the root is not <svg>'],
    ['<svg:svg/>', 'SVG: the root is not <svg>'],
  ])('is refused: %s', (text, detail) => {
    expect(() => read(text)).toThrow(failure('unsupported', detail))
  })

  it('is refused: bytes that are not UTF-8', () => {
    const bytes = Buffer.from(svg(RECT, 'width="1" height="1" id="é"'), 'latin1')
    expect(() => readSvg(bytes)).toThrow(
      failure('unsupported', 'SVG: the file is not in UTF-8; save it in UTF-8'),
    )
  })
})

it.each([
  '',
  '<',
  '<svg',
  '<svg>',
  '<svg/><svg/>',
  '<svg></g></svg>',
  '<svg><g></svg></g>',
  '<svg><!-- </svg>',
  '<svg width=5/>',
  '<svg width="1" width="2"/>',
  '<svg <g/>',
  '<svg><![CDATA[</svg>',
  '<?xml?>',
])('reports as corrupt: %j', (text) => {
  expect(() => read(text)).toThrow(failure('corrupt'))
})

describe('the rewritten document', () => {
  it('has no metadata, other namespaces, comments, text or style sheets', () => {
    const text = documentOf(
      svg(
        `a<!-- <image/> --><title>t<image/></title><x:y z="1"><rect/></x:y><style>rect{fill:red}</style>
         <metadata><text/></metadata><g x:a="1" class="k" xml:id="k">b</g><rect style="x:y" class="a" fill='url("#a")'/>`,
        'width="1" height="1"',
      ),
    )
    const root = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">'
    expect(text).toBe(`${root}<g></g><rect style="fill:red"></rect></svg>`)
  })

  it.each([
    ['<style>*{fill:a}rect{fill:b}.c{fill:c}#d{fill:d}</style><rect id="d" class="c"/>', 'fill:d'],
    ['<style>#d{fill:d}.c{fill:c}rect{fill:b}</style><rect class="c"/>', 'fill:c'],
    ['<style>.c{fill:c}.d{fill:d}</style><rect class="d c"/>', 'fill:d'],
    ['<style>rect.c{fill:c}.d{fill:d}</style><rect class="d c"/>', 'fill:c'],
    ['<style>.c.d{fill:c}.d{fill:d}</style><rect class="d c"/>', 'fill:c'],
    ['<style>#d{fill:d}</style><rect id="d" style="fill:e"/>', 'fill:e'],
    ['<style>.c{fill:c ! important}#d{fill:d}</style><rect id="d" class="c" style="fill:e"/>', 'fill:c'],
    ['<style>.c{fill:a!IMPORTANT;fill:b}</style><rect class="c"/>', 'fill:a'],
    ['<style>/* * / {} */.c{fill:a/* } */}/* rect{fill:b}</style><rect class="c"/>', 'fill:a'],
    ['<style>.c{fill:a</style><rect class="c"/>', 'fill:a'],
    ['<style>g{fill:c}</style><rect class="g" style="fill:e;;fill:f"/>', 'fill:f'],
    ['<rect class="c" style="fill:e"/><defs><style>.c{stroke:c}</style></defs>', 'stroke:c;fill:e'],
  ])('is styled by the cascade: %s', (content, style) => {
    expect(documentOf(svg(content))).toContain(` style="${style}"`)
  })

  it('does not change when it is read again', () => {
    for (const logo of Object.values(LOGOS)) {
      const once = read(logo)
      expect(readSvg(once.document)).toEqual(once)
    }
  })
})

describe('the cost of an SVG', () => {
  const drawnOf = (content: string) => read(svg(content)).drawn

  it('counts elements as often as they are drawn', () => {
    expect(drawnOf('')).toBe(1)
    expect(drawnOf('<g><rect/><path/></g>')).toBe(4)
    expect(
      drawnOf('<defs><linearGradient id="a"><stop/></linearGradient></defs><rect fill="url(#a)"/>'),
    ).toBe(2)
    expect(drawnOf('<g id="a"><rect/></g><use href="#a"/><use href="#a"/>')).toBe(9)
    expect(drawnOf('<clipPath id="a"><rect/></clipPath><g clip-path="url(#a)"/>')).toBe(6)
    expect(drawnOf('<use href="#nothing"/>')).toBe(2)
  })

  it.each([
    ['opacity=".5"', true],
    ['style="fill:red;opacity:.5"', true],
    ['mask="url(#a)"', true],
    ['style="mix-blend-mode:multiply"', true],
    ['fill-opacity=".5"', false],
    ['style="stroke-opacity:.5"', false],
    ['id="opacity"', false],
  ])('includes layers: %s', (attribute, layered) => {
    expect(read(svg(`<rect ${attribute}/>`)).layered).toBe(layered)
  })

  const laughs = Array.from({ length: 9 }, (_, i) => {
    return `<g id="l${i + 1}">${`<use href="#l${i}"/>`.repeat(10)}</g>`
  }).join('')
  it.each([
    ['levels', '<g>'.repeat(32) + '</g>'.repeat(32), 'too-large'],
    ['elements', RECT.repeat(5000), 'too-large'],
    ['elements that are not drawn', '<stop/>'.repeat(20_000), 'too-large'],
    ['a billion laughs', `<g id="l0">${RECT}</g>${laughs}<use href="#l9"/>`, 'too-large'],
    ['a use of itself', '<g id="a"><use href="#a"/></g>', 'corrupt'],
    ['uses of each other', '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', 'corrupt'],
    ['a clip path that clips itself', '<clipPath id="a"><rect clip-path="url(#a)"/></clipPath>', 'corrupt'],
    ['a path', `<path d="${'M0 0'.repeat(17_000)}"/>`, 'too-large'],
    ['points', `<polygon points="${'0,0 '.repeat(17_000)}"/>`, 'too-large'],
    ['a scale', `<g transform="scale(${'1 '.repeat(130_000)})"/>`, 'unsupported'],
    ['rules', `<style>${'.a{}'.repeat(501)}</style>`, 'too-large'],
    ['declarations', `<style>*{${'a:inherit;'.repeat(1000)}}</style>${'<stop/>'.repeat(500)}`, 'too-large'],
    [
      'a multiplied document',
      `<style>*{fill:${'b'.repeat(1000)}}</style>${'<stop/>'.repeat(1100)}`,
      'too-large',
    ],
    [
      'declarations of many rules',
      `<style>${'*,'.repeat(499)}*{${'a:b;'.repeat(64_000)}}</style>`,
      'too-large',
    ],
    ['references', '<g id="a"/>'.repeat(300) + '<use href="#a"/>'.repeat(300), 'too-large'],
    [
      'a chain of uses',
      Array.from({ length: 70 }, (_, i) => `<use id="u${i}" href="#u${i + 1}"/>`).join(''),
      'too-large',
    ],
  ] as const)('is limited: %s', (_, content, code) => {
    expect(() => read(svg(content))).toThrow(failure(code))
  })

  it('is limited: bytes', () => {
    const padded = (length: number) => svg('').padEnd(length)
    expect(read(padded(MAX_SVG)).drawn).toBe(1)
    expect(() => read(padded(MAX_SVG + 1))).toThrow(
      failure('too-large', 'SVG: the file has more than 262144 bytes'),
    )
  })
})

const LONG = 200_000

it.each<[string, (length: number) => string]>([
  ['comments that do not end', (length) => `<style>${'/* '.repeat(length / 3)}</style>`],
  ['an invalid rule', (length) => `<style>${'a'.repeat(length)}</style>`],
  ['a value with a gap', (length) => `<rect style="fill:a${' '.repeat(length)}b"/>`],
  ['a length with a gap', (length) => `<rect width="1${' '.repeat(length)}!"/>`],
  ['a length of many digits', (length) => `<rect width="${'1'.repeat(length)}!"/>`],
  ['dashes of many digits', (length) => `<rect stroke-dasharray="${'1'.repeat(length)}!"/>`],
  [
    'many classes',
    (length) => `<style>${'.a'.repeat(length / 4)}{}</style><rect class="${'b '.repeat(length / 4)}a"/>`,
  ],
  [
    'repeated classes of many elements',
    (length) => `<style>${'.a'.repeat(length / 2.4)}{}</style>${'<g class="a"/>'.repeat(length / 41)}`,
  ],
  ['a tag that does not end', (length) => `<rect ${'a=""  '.repeat(length / 6)}`],
])('reads or refuses long input in linear time: %s', (_, content) => {
  function prepare(length: number): () => void {
    const document = svg(content(length))
    return () => {
      try {
        read(document)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
        expect((error as Failure).message.length).toBeLessThan(100)
      }
    }
  }
  expectLinear(prepare, LONG)
})

it('refuses damaged files with a Failure, in time', () => {
  const logos = Object.values(LOGOS)
  const edit = fc.tuple(
    fc.nat(),
    fc.constantFrom('<', '>', '"', '/', '&', '', '<g>', '</g>', ']]>', '<!--', '{', '#'),
  )
  fc.assert(
    fc.property(fc.constantFrom(...logos), fc.array(edit, { minLength: 1, maxLength: 5 }), (logo, edits) => {
      const damaged = edits.reduce((text, [at, piece]) => {
        const place = at % text.length
        return text.slice(0, place) + piece + text.slice(place + 1)
      }, logo)
      try {
        expect(read(damaged).drawn).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }),
  )
})
