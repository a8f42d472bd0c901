import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { beforeAll, describe, expect, it } from 'vitest'
import { capacity, type Input, probe, transform } from '../../../../src/api/engine/index.ts'
import { INPUTS, photoFile, watchedStream } from '../../../support/engine/inputs.ts'
import { failure } from '../../../support/process/failure.ts'

let photo: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  photo = await photoFile(640, 480)
})

const OPTIONS = [
  { width: 100, format: 'jpeg' },
  { width: 60, height: 60, crop: 'smart', format: 'webp' },
  { trim: 10, format: 'png', width: 50 },
] as const

describe.each(Object.entries(INPUTS))('the input %s', (_, inputOf) => {
  it.each(OPTIONS)('gives the same picture as bytes with %o', async (options) => {
    const expected = await transform(photo, options)
    const result = await transform(inputOf(photo), options)
    expect(result).toEqual(expected)
  })

  it('is described, and fits', async () => {
    const { size: _, ...expected } = await probe(photo)
    expect(await probe(inputOf(photo))).toMatchObject(expected)
    expect(await capacity(inputOf(photo), { width: 100 })).toMatchObject({
      fits: true,
      width: 100,
      height: 75,
    })
  })
})

it('a file on disk is an input', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'))
  try {
    const path = join(folder, 'photo.jpg')
    await writeFile(path, photo)
    const { width } = await transform(await openAsBlob(path), { width: 64, crop: 'smart', height: 64 })
    expect(width).toBe(64)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('does not detach or change the bytes of the caller', async () => {
  const own = photo.slice()
  await transform(own, { crop: 'smart', width: 50, height: 50 })
  expect(own).toEqual(photo)
})

it.each<[string, () => unknown, string, RegExp]>([
  ['a path', () => 'photo.jpg', 'bad-parameter', /a text.*fs\.openAsBlob/],
  ['a promise', () => Promise.resolve(photo), 'bad-parameter', /await it first/],
  ['a stream of Node', () => Readable.from([photo]), 'bad-parameter', /Readable\.toWeb/],
  ['nothing', () => undefined, 'bad-parameter', /must be a ReadableStream/],
  ['null', () => null, 'bad-parameter', /must be a ReadableStream/],
  ['a number', () => 7, 'bad-parameter', /must be a ReadableStream/],
  ['an object', () => ({}), 'bad-parameter', /must be a ReadableStream/],
  ['an object without prototype', () => Object.create(null), 'bad-parameter', /must be a ReadableStream/],
  ['a missing file', () => new Response('no', { status: 404 }), 'not-found', /status 404/],
  ['an error of a server', () => new Response('no', { status: 500 }), 'bad-origin', /status 500/],
  ['a redirect', () => new Response(null, { status: 302 }), 'bad-origin', /status 302/],
  ['a response without body', () => new Response(null), 'bad-parameter', /no body/],
  ['no bytes', () => new Uint8Array(0), 'unsupported', /not a known image format/],
  ['an empty stream', () => new Blob([]).stream(), 'unsupported', /empty, or was read before/],
  ['other bytes', () => new Uint8Array(5000), 'unsupported', /not a known image format/],
])('refuses %s', async (_, input, code, detail) => {
  for (const call of [transform, probe, capacity])
    await expect(call(input() as Input)).rejects.toMatchObject({
      name: 'Failure',
      code,
      detail: expect.stringMatching(detail),
    })
})

it('refuses a body that was read, and a locked stream', async () => {
  const response = new Response(photo)
  await response.arrayBuffer()
  await expect(transform(response)).rejects.toEqual(
    failure('bad-parameter', 'the body of the response was read: pass a fresh response, or its clone'),
  )
  const stream = new Blob([photo]).stream()
  stream.getReader()
  await expect(transform(stream)).rejects.toEqual(
    failure('bad-parameter', 'the stream is locked: pass a stream that nothing reads'),
  )
})

it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => Input]>([
  ['bytes', (bytes) => bytes],
  ['buffer', ({ buffer }) => buffer],
])('refuses detached %s', async (_, inputOf) => {
  const bytes = photo.slice()
  const input = inputOf(bytes)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  await expect(transform(input)).rejects.toEqual(
    failure('bad-parameter', 'the buffer of the input is detached: pass bytes that were not transferred'),
  )
})

it('cancels the body of a response that is not successful', async () => {
  const { stream, cancelled } = watchedStream(photo)
  await expect(transform(new Response(stream, { status: 500 }))).rejects.toMatchObject({ code: 'bad-origin' })
  expect(cancelled()).toBeDefined()
})

it.each<[string, object, object]>([
  ['unknown options', { widht: 5 }, {}],
  ['an unknown field of the context', {}, { sginal: 1 }],
  ['an overlay without files', { olurl: '/logo.png' }, {}],
])('cancels a stream that it has not read, after %s', async (_, options, context) => {
  const { stream, cancelled, pulled } = watchedStream(photo)
  await expect(transform(stream, options, context)).rejects.toMatchObject({ code: 'bad-parameter' })
  expect(cancelled()).toBeDefined()
  expect(pulled()).toBe(0)
})

it.each([{ width: 20 }, { width: 20, height: 20, crop: 'smart' }] as const)(
  'cancels a stream whose picture is refused: %o',
  async (options) => {
    const { stream, cancelled } = watchedStream(photo, [20_000])
    await expect(transform(stream, options, { limits: { pixels: 1000 } })).rejects.toMatchObject({
      code: 'too-large',
    })
    expect(cancelled()).toBeDefined()
  },
)

it('refuses an input with more bytes than announced, or fewer', async () => {
  for (const length of [photo.length - 1, photo.length + 1]) {
    const headers = { 'content-length': String(length) }
    await expect(transform(new Response(photo, { headers }), { trim: 1, width: 50 })).rejects.toMatchObject({
      code: 'bad-origin',
    })
  }
})

it.each([{ width: 20 }, { width: 20, height: 20, crop: 'smart' }] as const)(
  'refuses an input with more bytes than the limit: %o',
  async (options) => {
    const large = await photoFile(2400, 1800)
    const { stream, cancelled } = watchedStream(large, [10_000])
    const limits = { bytes: 30_000 }
    await expect(transform(stream, options, { limits })).rejects.toMatchObject({ code: 'source-too-large' })
    expect(cancelled()).toBeDefined()
  },
)
