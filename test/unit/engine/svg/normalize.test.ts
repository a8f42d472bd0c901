import { describe, expect, it } from 'vitest'
import { readSvg } from '../../../../src/engine/svg/read.ts'
import { failure } from '../../../support/process/failure.ts'
import { svg } from '../../../support/text/svg.ts'

const read = (text: string) => readSvg(new TextEncoder().encode(text))
const documentOf = (text: string) => new TextDecoder().decode(read(text).document)

const composites = ['mask', 'clip-path'].flatMap((name) =>
  [
    'url (#m)',
    'URL (#m)',
    'ur&amp;l(#m)',
    '\\75rl(#m)',
    'u/**/rl(#m)',
    'url(#m',
    '!important url(#m)',
  ].flatMap((value) =>
    [`${name}="${value}"`, `style="${name}:${value}"`].map((attribute) => [
      `<rect ${attribute}/>`,
      `${name} is neither none nor a plain reference`,
    ]),
  ),
)
const transforms = [
  'scale()',
  'scale(1 1 1)',
  'scale(0x10)',
  'translate(1 2 3)',
  'rotate(1 2)',
  'rotate(1e999)',
  'matrix(0 0 0 0 0)',
  'skewX(1 2)',
].map((transform) => [`<g transform="${transform}"/>`, 'a transform is not valid or not supported'])
it.each([
  ...composites,
  ...transforms,
  ['<linearGradient gradientTransform="scale(1 1 1)"/>', 'a transform is not valid or not supported'],
  ['<rect fill="url (#m)"/>', 'the color url (#m) is not known; use #rrggbb'],
  ['<rect mask="url(# m)"/>', 'mask is neither none nor a plain reference'],
  ['<rect fill="url(\'#m)\')"/>', 'the reference #m) must be a plain #name'],
  ['<use href="#"/>', 'the reference # must be a plain #name'],
  ['<use href="# a"/>', 'the reference # a must be a plain #name'],
  ['<g id="&#97;"><use href="#&#97;"/></g>', 'the reference #&#97; must be a plain #name'],
  ['<circle r="NaN"/>', 'r is not a length'],
  ['<circle r="Infinity"/>', 'r is not a length'],
  ['<rect x="0x10"/>', 'x is not a length'],
  ['<rect width="1&quot;0"/>', 'width is not a length'],
  ['<rect opacity="inf"/>', 'opacity is not a length'],
  ['<rect style="stroke-width:var(--a)"/>', 'stroke-width is not a length'],
  ['<path stroke-dasharray="1 2vw"/>', 'stroke-dasharray is not valid or not supported'],
  ['<path stroke-dasharray="1e999"/>', 'stroke-dasharray is not valid or not supported'],
  ['<rect display="no&quot;ne"/>', 'display is not valid or not supported'],
])('refuses ambiguous content: %s', (content, detail) => {
  expect(() => read(svg(content))).toThrow(failure('unsupported', `SVG: ${detail}`))
})

it('refuses a transform of the root', () => {
  const moved = svg('', 'viewBox="0 0 1 1" transform="scale(1e-9)"')
  expect(() => read(moved)).toThrow(failure('unsupported', 'SVG: a transform of <svg> is not supported'))
})

it('reads the view box of a symbol like that of the root', () => {
  const symbol = svg('<symbol viewBox="0 0 0x4000000 0x4000000"/>')
  expect(() => read(symbol)).toThrow(
    failure('corrupt', 'SVG: a viewBox must be four numbers, of which the last two are above 0'),
  )
})

describe('the rewritten document', () => {
  it.each([
    ['<g id="p "/>', '<g></g>'],
    ['<g id=" p"/>', '<g></g>'],
    ['<g id="&#97;"/>', '<g></g>'],
    ['<g id="Group 1"/>', '<g></g>'],
    ['<g id="Слой_1"/>', '<g id="Слой_1"></g>'],
    ['<use href="#a" xlink:href=" #b "/>', '<use href="#b"></use>'],
    ['<g mask=\'URL( "#a" )\'/>', '<g mask="url(#a)"></g>'],
    ['<g mask=" none " opacity="" clip-path=""/>', '<g mask="none"></g>'],
    ['<g filter="url(#a)"/>', '<g></g>'],
    ['<rect fill="url(#a) red"/>', '<rect fill="url(#a)"></rect>'],
    ['<rect width="1e-4000000000" height="auto"/>', '<rect width="0"></rect>'],
    ['<rect x="900000000e-4294967296"/>', '<rect x="0"></rect>'],
    ['<rect x="18446744073709551716"/>', '<rect x="1.8446744073709552e+19"></rect>'],
    ['<rect x="-1E4294967297PX"/>', '<rect x="-1e999px"></rect>'],
    ['<path d="M1e-4000000000 9e4294967296"/>', '<path d="M0 1e999"></path>'],
    ['<polygon points="1,18446744073709551716"/>', '<polygon points=" 1 1.8446744073709552e+19"></polygon>'],
    ['<rect d="M0 0" points="1 2" unknown="&quot;"/>', '<rect></rect>'],
    [
      '<g transform="scale(.5-.5),translate( 1,\n2 )"/>',
      '<g transform="scale(0.5 -0.5) translate(1 2)"></g>',
    ],
    ['<g stroke-dasharray="1px, 1in"/>', '<g stroke-dasharray="1 96"></g>'],
    ['<g stroke-dasharray="1" style="stroke-dasharray:5"/>', '<g style="stroke-dasharray:5"></g>'],
    ['<g stroke-width="9" style="src:a;STROKE-WIDTH:1;width:5px"/>', '<g style="stroke-width:1"></g>'],
    ['<symbol viewBox="0,0 +1e1 .5"/>', '<symbol viewBox="0 0 10 0.5"></symbol>'],
  ])('is unambiguous: %s', (content, drawn) => {
    expect(documentOf(svg(content, 'width="1" height="1"'))).toBe(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">${drawn}</svg>`,
    )
  })
})
