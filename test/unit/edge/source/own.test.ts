import { describe, expect, it } from 'vitest'
import { guardedFrom } from '../../../../src/edge/source/guards.ts'
import type { SourceRules } from '../../../../src/edge/source/kind.ts'
import { configuredSource, kindOf } from '../../../../src/edge/source/kinds.ts'
import { own, ownSource, ownSourceOf } from '../../../../src/edge/source/own.ts'
import type { ReadSource } from '../../../../src/edge/source/own-source.ts'
import { sharesOriginals } from '../../../../src/edge/source/shared.ts'
import { Failure } from '../../../../src/errors.ts'
import { failure, silentFailure } from '../../../support/process/failure.ts'

const RULES: SourceRules = {
  ownHost: 'img.example.com',
  development: false,
  maxBytes: 1000,
  timeout: 50,
  totalTimeout: 1000,
}
const never = new AbortController().signal
const BYTES = Uint8Array.of(1, 2, 3)

/** Opens an image of a source in code. */
const open = (read: ReadSource, path = 'a.jpg', signal = never, known?: { readonly etag: string }) =>
  ownSource('dam', 'x/', read, RULES)(path, signal, known)

/** Returns a body, and a promise that ends when the body is cancelled. */
function watched() {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>()
  return { body: new ReadableStream<Uint8Array>({ cancel: () => resolve() }), cancelled }
}

describe('the form of a source in code', () => {
  it.each(['dam:', 'dam:a/', 'dam:a/b c/', 'd-1:'])('is %s', (source) => {
    expect(kindOf(source)).toBe(own)
    expect(ownSourceOf(source)).toBe(source.split(':')[0])
  })

  it.each([
    'dam',
    'dam:a',
    'dam:/',
    'dam://a/',
    'DAM:',
    'a_b:',
    'r2:',
    'http:',
    'https:a/',
    's3:a/',
    'r2:IMAGES',
    ':',
  ])('is not %j', (source) => {
    expect(ownSourceOf(source)).toBeUndefined()
    expect(kindOf(source)).not.toBe(own)
  })
})

describe('a source in code', () => {
  it('names an image by its own name, which no other kind can have', () => {
    const { nameOf, origin } = configuredSource({ source: 'dam:a/' }, {}, RULES)
    expect([nameOf('b c.jpg'), origin]).toEqual(['dam:a/b c.jpg', 'dam:'])
  })

  it('cannot be read by a command', async () => {
    const source = configuredSource({ source: 'dam:a/' }, {}, RULES)
    await expect(source.open('b.jpg', never)).rejects.toThrow(
      'the source dam: is defined in code: only the Worker that defines it can read it',
    )
  })

  it('keeps a failure of its own', async () => {
    const refused = new Failure('unsupported', 'no scans')
    await expect(open(() => Promise.reject(refused))).rejects.toBe(refused)
  })

  it.each(['body', 'etag', 'size', 'unchanged'])('fails if its answer throws: %s', async (field) => {
    const answer = Object.defineProperty({ body: BYTES }, field, {
      get() {
        throw new Error('gone')
      },
    })
    await expect(open(() => answer)).rejects.toThrow(
      silentFailure('bad-origin', 'the source dam: Error: gone'),
    )
  })

  it('fails if it returns a response whose body was read', async () => {
    const used = new Response(BYTES)
    await used.arrayBuffer()
    await expect(open(() => used)).rejects.toMatchObject({
      code: 'bad-origin',
      reason: expect.stringMatching(/^the source dam: TypeError.*locked/),
    })
  })

  it.each(['../a', 'a//b', 'a\\b', '.', '', 'a\0'])('is not asked for the path %j', async (path) => {
    let asked = 0
    const refused = open(() => void asked++, path)
    await expect(refused).rejects.toEqual(failure('not-found'))
    expect(asked).toBe(0)
  })

  it('has a body cancelled that arrives too late', async () => {
    const { body, cancelled } = watched()
    const late = open(() => new Promise((resolve) => setTimeout(() => resolve({ body }), 200)))
    await expect(late).rejects.toEqual(failure('origin-timeout'))
    await cancelled
  })

  it('has a body cancelled that arrives after the client has left', async () => {
    const { body, cancelled } = watched()
    const leave = new AbortController()
    const opening = open(
      () => new Promise((resolve) => setTimeout(() => resolve({ body }), 30)),
      'a.jpg',
      leave.signal,
    )
    leave.abort()
    await expect(opening).rejects.toThrow('aborted')
    await cancelled
  })

  it('is not asked after the client has left', async () => {
    await expect(open(() => ({ body: BYTES }), 'a.jpg', AbortSignal.abort())).rejects.toThrow('aborted')
  })

  it('counts as unavailable if it fails, so that a stale copy may be served', async () => {
    const fails = () => {
      throw new Error('https://dam.example/a?key=secret is down')
    }
    await expect(open(fails)).rejects.toMatchObject({
      code: 'bad-origin',
      source: 'unavailable',
      reason: 'the source dam: Error: https://dam.example/a?… is down',
    })
    await expect(open(() => null)).rejects.toMatchObject({ code: 'not-found', source: 'gone' })
  })

  it.each([
    ['Uint8Array', BYTES],
    ['ArrayBuffer', BYTES.buffer],
    ['Blob', new Blob([BYTES])],
  ])('is refused if a %s has another length than it says', async (_, body) => {
    expect((await open(() => ({ body, size: 3 }))).size).toBe(3)
    for (const size of [0, 2, 4])
      await expect(open(() => ({ body, size }))).rejects.toMatchObject({
        code: 'bad-origin',
        reason: `the source dam: the body has 3 bytes, but size is ${size}`,
      })
  })

  it('is fresh for at most 2^31 seconds', async () => {
    expect(await open(() => ({ body: BYTES, maxAge: 1e300 }))).toMatchObject({ maxAge: 2 ** 31 })
  })

  it('keeps the validators of an unchanged image', async () => {
    const source = await open(() => ({ unchanged: true, maxAge: 7.9 }), 'a.jpg', never, { etag: 'v1' })
    expect(source).toMatchObject({ unchanged: true, etag: 'v1', maxAge: 7 })
  })
})

describe('zones with sources in code', () => {
  const zone = (prefix: string, source: string) => ({ prefix, source })

  it.each([
    ['dam:', 'dam:a/', true],
    ['dam:a/', 'dam:a/', true],
    ['dam:a/', 'dam:A/b/', true],
    ['dam:a/', 'dam:ab/', false],
    ['dam:', 'pim:', false],
    ['dam:', 'damp:', false],
  ])('share originals: %s and %s %s', (first, second, shared) => {
    expect(sharesOriginals(zone('/1/', first), zone('/2/', second))).toBe(shared)
    expect(sharesOriginals(zone('/2/', second), zone('/1/', first))).toBe(shared)
  })

  it('close the paths of guarded zones in every spelling', () => {
    expect(guardedFrom(zone('/', 'dam:'), [zone('/shop/', 'dam:shop/')])).toEqual([
      { prefix: '/shop/', ignoresCase: true },
    ])
  })
})
