import { describe, expect, it } from 'vitest'
import type { Attempts } from '../../../../src/engine/formats/attempts.ts'
import { encodeWithin } from '../../../../src/engine/search/encode-within.ts'
import { typicalValue } from '../../../../src/engine/search/prediction.ts'
import { SIZE_CURVES } from '../../../../src/engine/search/size-curve.ts'

const context = { signal: new AbortController().signal }

/** Attempts whose files have a length for each quality, and log what is asked of them. */
function attemptsOf(lengths: (quality: number) => number, estimate = lengths) {
  const log: string[] = []
  let last = 0
  const attempts: Attempts = {
    async encode(quality) {
      last = quality
      log.push(`encode ${quality}`)
      return estimate(quality)
    },
    async file() {
      log.push(`file ${last}`)
      return new Uint8Array(lengths(last)).fill(last)
    },
  }
  return { attempts, log }
}

/** Length of a typical WebP that has 1000 bytes at quality 75. */
const typicalLength = (quality: number) =>
  Math.round(1000 * Math.exp(typicalValue(SIZE_CURVES.webp, quality)))

const searchFor = (limit: number, upper = 80) => ({ limit, upper, curve: SIZE_CURVES.webp, offset: 5 })

describe('encodeWithin', () => {
  it('returns the first file if it fits', async () => {
    const { attempts, log } = attemptsOf(() => 1000)
    const found = await encodeWithin(attempts, searchFor(1000), context)
    expect(found).toMatchObject({ quality: 80, tries: 1 })
    expect(log).toEqual(['encode 80', 'file 80'])
  })

  it('takes no file that does not fit', async () => {
    const { attempts, log } = attemptsOf(typicalLength)
    const found = await encodeWithin(attempts, searchFor(600), context)
    expect(found.file?.length).toBeLessThanOrEqual(600)
    expect(found.file?.length).toBeGreaterThan(540)
    expect(log[1]).not.toBe('file 80')
  })

  it('returns the best file, not the last one', async () => {
    // The search is not content with the file of the second try, and the others are too long.
    const lengths = (quality: number) => (quality <= 20 ? 300 : 5000)
    const { attempts } = attemptsOf(lengths)
    const found = await encodeWithin(attempts, searchFor(4000), context)
    expect(found.file?.every((value) => value === found.file?.[0])).toBe(true)
    expect(found.file?.[0]).toBe('quality' in found ? found.quality : undefined)
    expect(found.file?.length).toBe(300)
  })

  it('does not trust an estimate', async () => {
    const { attempts } = attemptsOf(
      (quality) => quality * 10 + 40,
      (quality) => quality * 10,
    )
    for (let limit = 60; limit < 850; limit += 7) {
      const { file } = await encodeWithin(attempts, searchFor(limit), context)
      expect(file?.length ?? 0).toBeLessThanOrEqual(limit)
    }
  })

  it('tells the length at the lowest quality if nothing fits', async () => {
    const { attempts } = attemptsOf((quality) => 500 + quality)
    expect(await encodeWithin(attempts, searchFor(500), context)).toEqual({
      file: undefined,
      tries: 3,
      least: 501,
    })
  })

  it('tells the exact length at the lowest quality if the attempts estimate lengths', async () => {
    const { attempts } = attemptsOf((quality) => 500 + quality)
    const exact = { ...attempts, exactLength: () => 507 }
    expect(await encodeWithin(exact, searchFor(500), context)).toEqual({
      file: undefined,
      tries: 3,
      least: 507,
    })
  })

  it('ends between two encodes when its signal fires', async () => {
    const controller = new AbortController()
    const { attempts, log } = attemptsOf((quality) => quality * 10)
    const searching = encodeWithin(attempts, searchFor(300), { signal: controller.signal })
    await Promise.resolve()
    controller.abort(new Error('the client left'))
    await expect(searching).rejects.toThrow('the client left')
    expect(log).toEqual(['encode 80'])
  })
  it('frees the file that it keeps when a later encode fails', async () => {
    const { attempts } = attemptsOf((quality) => (quality <= 20 ? 300 : 5000))
    const kept: Uint8Array[] = []
    let lengthWhenKept = 0
    const encode = (quality: number) => {
      if (kept.length > 0) throw new Error('the encoder failed')
      return attempts.encode(quality)
    }
    const own = (bytes: Uint8Array) => {
      lengthWhenKept = bytes.length
      kept.push(bytes)
    }
    const searching = encodeWithin({ ...attempts, encode }, searchFor(4000), { ...context, own })
    await expect(searching).rejects.toThrow('the encoder failed')
    expect(lengthWhenKept).toBe(300)
    expect(kept.map(({ length }) => length)).toEqual([0])
  })
})
