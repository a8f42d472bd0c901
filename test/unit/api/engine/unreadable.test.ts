import { describe, expect, it } from 'vitest'
import { capacity, probe, transform } from '../../../../src/api/engine/index.ts'
import { sharp as chain } from '../../../../src/api/sharp/index.ts'
import { pngFile, pngPicture } from '../../../support/png/writer.ts'

const PNG = pngFile(pngPicture(2, 8, 6, 6))

const boom = (): never => {
  throw new SyntaxError('boom')
}

/** Returns an object with a getter that throws. */
const unreadable = (name: string, others: object = {}): object =>
  Object.defineProperty({ ...others }, name, { get: boom, enumerable: true })

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** An object that throws when it is converted to a text or a number. */
const PRIMITIVE = { toString: boom, valueOf: boom }

const blob = (fields: object) => ({ size: 5, slice: boom, stream: boom, ...fields })
const response = (fields: object) => ({
  ok: true,
  body: {},
  bodyUsed: false,
  headers: new Headers(),
  ...fields,
})

function lockedStream(): ReadableStream {
  const stream = new ReadableStream()
  stream.getReader()
  return stream
}

const INPUTS: readonly (readonly [string, unknown])[] = [
  ['a Blob without a stream', blob({ stream: 5 })],
  ['a Blob whose stream throws', blob({})],
  ['a Blob with a stream that is none', blob({ stream: () => null })],
  ['a Blob with a locked stream', blob({ stream: lockedStream })],
  ['a Blob with a size in text', blob({ size: '5', stream: () => new ReadableStream() })],
  ['a Blob with a negative size', blob({ size: -1, stream: () => new ReadableStream() })],
  ['a prototype of a Blob', Object.create(Blob.prototype)],
  ['the tag of a Blob', { [Symbol.toStringTag]: 'Blob' }],
  ['a Response with a text as body', response({ body: 'text' })],
  ['a Response with an object as body', response({})],
  ['a Response without headers', response({ body: new ReadableStream(), headers: null })],
  ['a Response whose body throws', unreadable('body', { ...response({}), body: undefined })],
  ['a prototype of a Response', Object.create(Response.prototype)],
  ['a prototype of a stream', Object.create(ReadableStream.prototype)],
  ['a stream whose state throws', unreadable('locked', { getReader: boom, cancel: boom })],
  ['the tag of an ArrayBuffer', { [Symbol.toStringTag]: 'ArrayBuffer', length: 3 }],
  ['a prototype of an ArrayBuffer', Object.create(ArrayBuffer.prototype)],
  ['a revoked proxy', revoked()],
]

const refused = expect.objectContaining({ name: 'Failure', code: 'bad-parameter' })

/** Returns the error of work. */
async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return undefined
}

describe.each(INPUTS)('%s', (_, given) => {
  const input = given as Blob

  it('is no input of the engine', async () => {
    for (const work of [transform, probe, capacity]) expect(await errorOf(() => work(input))).toEqual(refused)
    const files = () => input
    const overlaid = await errorOf(() => transform(PNG, { olurl: '/a.png' }, { files }))
    // A promise cannot hold a revoked proxy, so that `files` itself has failed.
    expect(overlaid).toMatchObject({ code: expect.stringMatching(/^bad-(?:parameter|origin)$/) })
  })

  it('is no input of a chain', async () => {
    expect(await errorOf(() => chain(input).toBuffer())).toEqual(refused)
    expect(await errorOf(() => chain(input).metadata())).toEqual(refused)
  })
})

type Call = (value: never) => unknown

const png = () => chain(PNG)

describe.each<[string, string, Call]>([
  ['the options', 'width', (options) => transform(PNG, options)],
  ['the context', 'limits', (context) => transform(PNG, {}, context)],
  ['limits', 'side', (limits) => transform(PNG, {}, { limits })],
  ['options of a chain', 'page', (options) => chain(PNG, options)],
  ['the context of a chain', 'limits', (context) => chain(PNG, {}, context)],
  ['limits of a chain', 'side', (limits) => chain(PNG, { limitInputPixels: 5 }, { limits }).toBuffer()],
  ['resize', 'width', (options) => png().resize(options)],
  ['extract', 'left', (options) => png().extract(options)],
  ['trim', 'threshold', (options) => png().trim(options)],
  ['extend', 'top', (options) => png().extend(options)],
  ['blur', 'sigma', (options) => png().blur(options)],
  ['sharpen', 'sigma', (options) => png().sharpen(options)],
  ['negate', 'alpha', (options) => png().negate(options)],
  ['modulate', 'hue', (options) => png().modulate(options)],
  ['tint', 'r', (color) => png().tint(color)],
  ['rotate', 'background', (options) => png().rotate(3, options)],
  ['composite', 'input', (overlay) => png().composite([overlay])],
  ['jpeg', 'quality', (options) => png().jpeg(options)],
  ['toFormat', 'id', (format) => png().toFormat(format)],
  ['toBuffer', 'resolveWithObject', (options) => png().toBuffer(options)],
])('%s', (_, name, call) => {
  it.each([
    ['with a getter that throws', unreadable(name)],
    ['in a revoked proxy', revoked()],
  ])('are refused %s', async (_case, value) => {
    expect(await errorOf(() => call(value as never))).toEqual(refused)
  })
})

it.each<[string, Call]>([
  ['an angle', (value) => png().rotate(value)],
  ['a hue', (hue) => png().modulate({ hue })],
  ['a sigma', (sigma) => png().sharpen({ sigma })],
  ['a page', (page) => chain(PNG, { page })],
  ['an effort', (effort) => png().webp({ effort })],
  ['a position', (position) => png().resize({ width: 5, height: 5, position })],
  ['a fit', (fit) => png().resize({ fit })],
  ['a blend mode', (blend) => png().composite([{ input: PNG, blend }])],
  ['an alpha', (alpha) => png().tint({ r: 0, g: 0, b: 0, alpha })],
  ['a width', (width) => transform(PNG, { width })],
])('refuses %s that is no number or text', async (_, call) => {
  for (const value of [PRIMITIVE, Symbol('s'), Object.create(null)])
    expect(await errorOf(() => call(value as never))).toEqual(refused)
})

it('reports an error of a stream that cannot be read', async () => {
  const hostile = new Proxy({}, { get: boom, getPrototypeOf: boom })
  const stream = new ReadableStream({ start: (controller) => controller.error(hostile) })
  expect(await errorOf(() => transform(stream))).toMatchObject({ code: 'bad-origin' })
})
