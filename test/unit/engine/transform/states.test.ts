import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../../../src/engine/transform/job.ts'
import { hold, openImage, reopen } from '../../../../src/engine/transform/open.ts'
import {
  fileOf,
  headerOf,
  headOf,
  leaseOf,
  lengthOf,
  type OpenedImage,
  release,
  releaseOnFailure,
  withReading,
} from '../../../../src/engine/transform/states.ts'
import { timing } from '../../../../src/timing.ts'
import { join } from '../../../support/bytes/image-writers.ts'
import { sourceOf } from '../../../support/engine/transformed.ts'
import { admissionOf } from '../../../support/isolate/admission.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'
import { longJpeg } from '../../../support/isolate/long-headers.ts'
import { dropIdle } from '../../../support/isolate/memories.ts'
import { failure } from '../../../support/process/failure.ts'

const PROFILE = new Uint8Array(300_000)
const picture = sharp({ create: { width: 96, height: 64, channels: 3, background: '#358' } })
const SHORT = new Uint8Array(await picture.jpeg().toBuffer())
const AVIF = new Uint8Array(await picture.avif({ effort: 0 }).toBuffer())
const LONG_AVIF = join(AVIF, new Uint8Array(300_000))
const LONG = await longJpeg(PROFILE)

async function opened(file: Uint8Array, given: { size?: number | undefined } = {}) {
  dropIdle()
  const own = admissionOf(LIMITS)
  const log = { reopened: 0 }
  const job: Job = {
    intent: {},
    limits: LIMITS,
    ...own,
    timing: timing(),
    signal: new AbortController().signal,
    reopen: async () => {
      log.reopened++
      return sourceOf(file, given)
    },
    layers: [],
  }
  return { job, memory: own.memory, log, image: await openImage(sourceOf(file, given), job) }
}

/** Opens a file whose length its origin does not announce. */
const unsized = (file: Uint8Array) => opened(file, { size: undefined })

async function expectAllFree({ admission }: Pick<Job, 'admission'>): Promise<void> {
  expect(await admission.admit({ bytes: LIMITS.memory }, async () => 'all')).toBe('all')
}

describe('the profile of an opened image', () => {
  const profileOf = (image: OpenedImage) => {
    const { color } = headerOf(image)
    return color?.kind === 'icc' ? color.profile : undefined
  }

  it('is freed with the image, but not while the image is held', async () => {
    const { image, job } = await opened(LONG)
    const profile = profileOf(image)
    expect(profile?.length).toBe(PROFILE.length)
    const held = await hold(withReading(image, 'searched'), job)
    expect(profileOf(held)?.length).toBe(PROFILE.length)
    release(held)
    expect(profile?.length).toBe(0)
  })
})

describe('an opened image', () => {
  it('is probed if its header is short, and has no lease', async () => {
    const { image, memory } = await opened(SHORT)
    expect(image).toMatchObject({ state: 'probed', reading: 'rows', size: SHORT.length })
    expect(leaseOf(image)).toBeUndefined()
    expect(memory.use().bytes).toBe(0)
    release(image)
  })

  it('is leased if its header is long', async () => {
    const { image, memory } = await opened(LONG)
    expect(image.state).toBe('leased')
    expect(memory.use().bytes).toBe(3 * LONG.length)
    expect(headerOf(image).color).toMatchObject({ kind: 'icc', profile: PROFILE })
    expect(headOf(image).length).toBeGreaterThan(PROFILE.length)
    expect(image.facts).not.toHaveProperty('color')
    release(image)
    expect(memory.use().bytes).toBe(0)
  })

  it.each([
    ['without a lease if it is short', AVIF, false],
    ['in a lease if it is long', LONG_AVIF, true],
  ])('is held %s', async (_, file, isLeased) => {
    const { image, job } = await unsized(file)
    expect(image).toMatchObject({ state: 'probed', reading: 'whole' })
    expect(lengthOf(image)).toBe(0)
    const held = await hold(image, job)
    expect(held.state).toBe('held')
    expect(leaseOf(held) !== undefined).toBe(isLeased)
    expect(lengthOf(held)).toBe(file.length)
    expect(Buffer.compare(await fileOf(held).readAll(), file)).toBe(0)
    expect(await hold(held, job)).toBe(held)
    release(held)
    await expectAllFree(job)
  })

  it('is held if it is searched, whatever its length', async () => {
    const { image, job } = await opened(SHORT)
    expect(await hold(image, job)).toBe(image)
    const held = await hold(withReading(image, 'searched'), job)
    expect(held.state).toBe('held')
    release(held)
  })

  it.each<[string, (image: OpenedImage) => unknown]>([
    ['header', headerOf],
    ['head', headOf],
    ['file', (image) => fileOf(image).readAll()],
  ])('has no %s after its release', async (_, use) => {
    const { image, job } = await opened(AVIF)
    const held = await hold(withReading(image, 'searched'), job)
    release(held)
    expect(() => use(held)).toThrow(failure('internal'))
  })

  it('can be opened again after its release, and is read in the same way', async () => {
    const { image, job, log } = await opened(LONG)
    const released = release(withReading(image, 'searched'))
    expect(released).toMatchObject({ state: 'released', reading: 'searched', size: LONG.length })
    const again = await reopen(released, job)
    expect(again).toMatchObject({ state: 'held', reading: 'searched', facts: image.facts })
    expect(headerOf(again).color).toMatchObject({ kind: 'icc', profile: PROFILE })
    expect(log.reopened).toBe(1)
    release(again)
    await expectAllFree(job)
  })

  it('can be released twice', async () => {
    const { image, job } = await opened(LONG)
    expect(release(image)).toEqual(release(image))
    await expectAllFree(job)
  })
})

describe('a failure releases', () => {
  it('an image that is worked on', async () => {
    const { image, job } = await opened(LONG)
    const failed = releaseOnFailure(image, () => Promise.reject(new Error('lost')))
    await expect(failed).rejects.toThrow('lost')
    expect(() => headerOf(image)).toThrow(failure('internal'))
    await expectAllFree(job)
  })

  it('an image that is too long to be held', async () => {
    const { image, job } = await unsized(join(AVIF, new Uint8Array(1 << 24)))
    await expect(hold(image, job)).rejects.toEqual(failure('source-too-large'))
    await expectAllFree(job)
  })

  it.each<[string, Job['reopen'], unknown]>([
    ['is not found', () => Promise.reject(new Error('gone')), new Error('gone')],
    ['has another size', async () => sourceOf(SHORT), failure('bad-origin')],
    ['is another picture', async () => sourceOf(AVIF, { size: LONG.length }), failure('bad-origin')],
  ])('the lease for an original that %s', async (_, again, error) => {
    const { image, job } = await opened(LONG)
    const released = release(image)
    const lease = await job.admission.acquire({ bytes: LIMITS.memory })
    await expect(reopen(released, { ...job, reopen: again }, lease)).rejects.toEqual(error)
    await expectAllFree(job)
  })
})
