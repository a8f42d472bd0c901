import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import thorvg from '../../../../node_modules/@thorvg/webcanvas/package.json' with { type: 'json' }
import packageJson from '../../../../package.json' with { type: 'json' }
import { frameOf } from '../../../../src/engine/ops/upright.ts'
import type { Size } from '../../../../src/engine/picture/size.ts'
import { drawSvg, svgMemory } from '../../../../src/engine/svg/draw.ts'
import { readSvg } from '../../../../src/engine/svg/read.ts'
import { draw, THORVG_MEMORY } from '../../../../src/engine/svg/thorvg.ts'
import { openKernel } from '../../../../src/engine/wasm/kernel.ts'
import { ownSeat } from '../../../../src/memory/index.ts'
import { memoriesOf } from '../../../support/isolate/memories.ts'
import { failure } from '../../../support/process/failure.ts'
import { svg } from '../../../support/text/svg.ts'

const read = (content: string, attributes?: string) => readSvg(Buffer.from(svg(content, attributes)))

const seat = ownSeat(new WebAssembly.Memory({ initial: 267, maximum: 32_768 }))

function pixels(content: string, size: Size, attributes?: string): Uint8Array {
  const kernel = openKernel()
  const picture = drawSvg(read(content, attributes), size, kernel, seat)
  expect(picture.layout).toBe('rgba')
  return frameOf(kernel, picture).data
}

const repeat = (pixel: readonly number[], count: number) =>
  Uint8Array.from({ length: count * 4 }, (_, at) => pixel[at % 4] ?? 0)

const BOX = 'viewBox="0 0 10 10"'
const FULL = 'width="10" height="10"'

it('uses the version of ThorVG whose minified names are known', () => {
  expect(thorvg).toMatchObject({ version: '1.0.6' })
  expect(packageJson.dependencies['@thorvg/webcanvas']).toBe(thorvg.version)
})

describe('a drawn SVG', () => {
  const size = { width: 6, height: 5 }

  it('is transparent where nothing is drawn', () => {
    expect(pixels('', size, BOX)).toEqual(repeat([0, 0, 0, 0], 30))
  })

  it('has straight alpha, and red as the first channel', () => {
    expect(pixels(`<rect ${FULL} fill="#ff8000"/>`, size, BOX)).toEqual(repeat([255, 128, 0, 255], 30))
    const half = pixels(`<rect ${FULL} fill="#ff8000" fill-opacity=".5"/>`, size, BOX)
    const [r = 0, g = 0, b = 0, a = 0] = half
    expect(half).toEqual(repeat([r, g, b, a], 30))
    expect(r).toBe(255)
    expect(Math.abs(g - 128)).toBeLessThanOrEqual(1)
    expect(b).toBe(0)
    expect(Math.abs(a - 128)).toBeLessThanOrEqual(1)
  })

  it('is stretched to the requested size', () => {
    const left = pixels('<rect width="5" height="10"/>', { width: 4, height: 1 }, BOX)
    expect([3, 7, 11, 15].map((at) => left[at])).toEqual([255, 255, 0, 0])
  })

  it.each([
    ['at the root', (defs: string) => defs],
    ['in a group', (defs: string) => `<g transform="scale(9)" stroke="blue">${defs}</g>`],
    ['in an unused clip path', (defs: string) => `<clipPath>${defs}</clipPath>`],
    ['below other definitions', (defs: string) => `<defs>${defs}</defs>`],
  ])('neither draws nor counts unused definitions: %s', (_, around) => {
    const long = `M0 0${'l1 9l1-9'.repeat(5000)}`
    const defs = around(`<defs><g><path stroke="red" stroke-width="90" d="${long}"/></g></defs>`)
    expect(pixels(`${defs}<rect ${FULL} fill="#0f0"/>`, { width: 60, height: 50 }, BOX)).toEqual(
      repeat([0, 255, 0, 255], 3000),
    )
  })

  it('is drawn the same in every instance', () => {
    const once = pixels(`<circle r="9" stroke="red"/>`, size, BOX)
    expect(pixels(`<circle r="9" stroke="red"/>`, size, BOX)).toEqual(once)
  })
})

describe('the memory of an SVG', () => {
  async function taken(content: string, size: Size): Promise<number> {
    const image = read(content)
    const { bytes } = await memoriesOf(async () =>
      draw(image.document, size, svgMemory(image, size).codec, () => undefined),
    )
    return bytes
  }

  it('starts at the planned size', async () => {
    expect(await taken('<rect/>', { width: 1, height: 1 })).toBe(THORVG_MEMORY)
  })

  const TWO = '<rect width="90" height="90" fill="red"/><rect x="20" y="20" width="150" height="80"/>'
  const nested = (attribute: string, depth: number) =>
    `<mask id="m"><rect width="200" height="100" fill="#fff"/></mask>
     ${`<g ${attribute}>`.repeat(depth)}${TWO}${'</g>'.repeat(depth)}`
  it.each([
    ['shapes only', TWO],
    ['opacity', nested('opacity=".5"', 3)],
    ['a mask', nested('mask="url(#m)"', 1)],
  ])('is enough for %s', async (_, content) => {
    const size = { width: 2400, height: 1600 }
    expect(await taken(content, size)).toBeLessThanOrEqual(svgMemory(read(content), size).codec)
    expect(() => pixels(content, size)).not.toThrow()
  })

  it('is limited, and a larger one is refused', () => {
    expect(() => pixels(nested('opacity=".5"', 30), { width: 1200, height: 1200 })).toThrow(
      failure(
        'over-budget',
        'SVG: drawing it takes more than the 46 MB that fit at this size: use fewer levels of opacity and masks',
      ),
    )
  })
})

describe('an expensive drawing', () => {
  const zigzag = (edges: number) =>
    Array.from({ length: edges }, (_, i) => `L${(i * 37) % 200} ${(i % 2) * 100}`).join('')
  const within = (size: number, points: number) =>
    `M0 0${`l${size} ${size}l-${size} -${size}`.repeat(points / 2)}`

  it.each([
    [
      'elements',
      '<rect width="200" height="100"/>'.repeat(4500),
      '4501 elements are too many at 1000x500; use fewer',
    ],
    [
      'crossing lines',
      `<path d="M0 0${zigzag(2000)}"/>`,
      'its outlines are too long at 1000x500: simplify it',
    ],
    [
      'crossing strokes',
      `<polygon points="${zigzag(700).replaceAll('L', ' ')}" stroke="red"/>`,
      'its outlines are too long at 1000x500: simplify it',
    ],
    [
      'thick corners',
      `<path d="${within(1, 5000)}" style="stroke:red;stroke-width:90"/>`,
      'its outlines are too long at 1000x500: simplify it',
    ],
    [
      'inherited corners',
      `<g stroke="red" stroke-width="90"><path d="${within(1, 5000)}"/></g>`,
      'its outlines are too long at 1000x500: simplify it',
    ],
    [
      'lines that are enlarged',
      `<g transform="scale(1e5)"><path d="${within(1e-3, 3000)}"/></g>`,
      'its outlines are too long at 1000x500: simplify it',
    ],
    ...['<path stroke-dasharray=".05"', '<path style="stroke-dasharray:.02px,.03"'].map((path) => [
      'dashes',
      `<g stroke="red" stroke-width="30">${`${path} d="M0 0L200 100"/>`.repeat(200)}</g>`,
      'its outlines are too long at 1000x500: simplify it',
    ]),
    ...[
      `<path stroke-dasharray="${'.001 '.repeat(999)}1000" d="M0 0H200"/>`,
      '<path stroke-dasharray="0 0 5 5" d="M0 0H200"/>',
    ].map((path) => [
      'dashes',
      `<g stroke="red">${path}</g>`,
      'its outlines are too long at 1000x500: simplify it',
    ]),
    ...['stroke-width="90"', 'style="stroke-width:90"'].map((width) => [
      'corners that a use draws',
      `<defs><path id="a" d="${within(1, 5000)}"/></defs><g stroke="red"><use href="#a" ${width}/></g>`,
      'its outlines are too long at 1000x500: simplify it',
    ]),
    [
      'dashes that a use draws',
      '<defs><path id="a" d="M0 0H200"/></defs><use href="#a" stroke="red" stroke-dasharray=".0001"/>',
      'its outlines are too long at 1000x500: simplify it',
    ],
    [
      'a far curve',
      '<path d="M0 0C1e9 0 0 1e9 5 5"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a relative curve',
      `<path d="M0 0${'c1e5 0 1e5 0 1e5 0'.repeat(10)}"/>`,
      'its coordinates reach too far beyond the image; crop it',
    ],
    ['an endless one', '<path d="M0 0L1e999 0"/>', 'its coordinates reach too far beyond the image; crop it'],
    [
      'a large arc',
      '<path d="M0 0a1e9 1e9 0 1 1 1 1"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a flat arc',
      '<path d="M0 0A70 1e-5 -60 0 0 1300 90"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    ['a large circle', '<circle r="1e9"/>', 'its coordinates reach too far beyond the image; crop it'],
    [
      'a thick stroke',
      '<path stroke="red" stroke-width="1e9" d="M0 0h1"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a scale',
      '<g transform="scale(1e3)"><circle r="1e3" transform="scale(1e3)"/></g>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a matrix',
      '<circle r="1" transform="matrix(1 0 1e9 1 0 0)"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a translation',
      '<circle r="1" transform="translate(1e9)"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a rotation',
      '<circle r="1" transform="rotate(5, 1e9, 0)"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a skew',
      '<circle r="9" transform="skewX(89.99999)"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a use',
      '<use href="#a" x="1e9"/><g id="a"><path d="M0 0h1"/></g>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'a small symbol',
      '<symbol id="a" viewBox="0 0 1e-9 1"><path d="M0 0h1"/></symbol><use href="#a"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    ...[
      ['a symbol with a large size of its own', 'viewBox="0 0 1 1" width="1e9" height="1e9"'],
      ['a far symbol', 'viewBox="1e9 0 1 1"'],
      ['a wide symbol', 'viewBox="0 0 1e9 1" preserveAspectRatio="xMidYMid slice"'],
    ].map(([name = '', attributes]) => [
      name,
      `<symbol id="a" ${attributes}><path d="M0 0h1"/></symbol><use href="#a"/>`,
      'its coordinates reach too far beyond the image; crop it',
    ]),
    [
      'pointed corners',
      '<path stroke="red" stroke-width="80" stroke-miterlimit="1e9" d="M0 50H100L0 50.001"/>',
      'its coordinates reach too far beyond the image; crop it',
    ],
    [
      'an overflow of 32 bits',
      '<g transform="scale(1e-20)"><path transform="scale(1e-20)" d="M0 0h1e40"/></g>',
      'its coordinates reach too far beyond the image; crop it',
    ],
  ])('is refused: %s', (_, content, detail) => {
    expect(() => pixels(content, { width: 1000, height: 500 })).toThrow(
      failure('too-large', `SVG: ${detail}`),
    )
  })

  it.each(['viewBox="0 0 1e-9 1"', 'viewBox="0 0 1e9 1" preserveAspectRatio="xMidYMid slice"'])(
    'is refused: a view box, %s',
    (box) => {
      const draws = () => pixels('<path d="M0 0h9"/>', { width: 9, height: 9 }, `width="9" height="9" ${box}`)
      expect(draws).toThrow(
        failure('too-large', 'SVG: its coordinates reach too far beyond the image; crop it'),
      )
    },
  )
})

it('draws or refuses any path in time', () => {
  const number = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -3, max: 7 }))
  const numbers = fc.array(
    number.map(([digits, power]) => digits * 10 ** power),
    { minLength: 6, maxLength: 6 },
  )
  const COMMANDS = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 5, Z: 0 }
  const segment = fc.tuple(fc.constantFrom(...Object.entries(COMMANDS)), fc.boolean(), numbers)
  const path = fc.array(segment, { minLength: 1, maxLength: 12 }).map((segments) =>
    segments.map(([[command, arity], relative, all]) => {
      const [first, second, third, ...rest] = all.slice(0, arity)
      const values = command === 'A' ? [first, second, third, 0, 1, ...rest] : all.slice(0, arity)
      return (relative ? command.toLowerCase() : command) + values.join(' ')
    }),
  )
  const stroke = fc.constantFrom('', 'stroke="red"', 'stroke="red" stroke-width="9" stroke-dasharray="5 .2"')
  fc.assert(
    fc.property(path, stroke, (segments, attributes) => {
      try {
        pixels(`<path ${attributes} d="M0 0${segments.join('')}"/>`, { width: 60, height: 30 })
      } catch (error) {
        expect(error).toMatchObject({ name: 'Failure', code: expect.stringMatching(/too-large|over-budget/) })
      }
    }),
  )
})

it.each([
  '<path d="M0 0L100 100" stroke="red" stroke-dasharray="0 0"/>',
  '<path d="M0 0a0 0 0 0 0 5 5a1 1 0 11.5.5z" stroke="red"/>',
  '<linearGradient id="a" x1="1e30" x2="-1e30"><stop offset="5"/></linearGradient><rect fill="url(#a)"/>',
  '<radialGradient id="a" r="0" fx="9"><stop/></radialGradient><circle r="50" fill="url(#a)"/>',
  '<rect width="auto" height="5"/><rect rx="-1" width="5" height="5"/>',
  '<path d="M"/><path d="L1"/><path d="zzz"/><path d="M0,0 C"/><polygon points="1"/><path/><polyline/>',
])('draws meaningless numbers without harm: %s', (content) => {
  expect(pixels(content, { width: 50, height: 25 })).toHaveLength(5000)
})
