import { describe, expect, it } from 'vitest'
import type { TransformOptions } from '../../../../src/engine/options/transform-options.ts'
import { join, segment } from '../../../support/bytes/image-writers.ts'
import { TABLE_PROFILES } from '../../../support/color/icc-tables.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { intentOf, sourceOf, transformed } from '../../../support/engine/transformed.ts'
import { ultraHdrFiles } from '../../../support/gain-map/ultra-hdr-files.ts'
import { crowded, longJpeg } from '../../../support/isolate/long-headers.ts'
import { failure } from '../../../support/process/failure.ts'

/** Makes the header of a JPEG longer than one header read. */
function lengthened(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const filler = Array.from({ length: 8 }, () => segment(0xe5, new Uint8Array(65_533)))
  return new Uint8Array(join(jpeg.subarray(0, 2), ...filler, jpeg.subarray(2)))
}

const [SHORT_HDR = expect.fail()] = ultraHdrFiles(320, 240).values()
const SHORT_P3 = await longJpeg(PROFILES.displayP3)
const SHORT_TABLE = await longJpeg(TABLE_PROFILES.rotated)
const [P3, TABLE, HDR] = [lengthened(SHORT_P3), lengthened(SHORT_TABLE), lengthened(SHORT_HDR)]

/** Options that count how often a plan reads one of them. */
function counted(query: string): { readonly intent: TransformOptions; readonly reads: () => number } {
  let reads = 0
  const get = () => {
    reads++
    return undefined
  }
  const intent = Object.defineProperty({ ...intentOf(query) }, 'bg', { enumerable: true, get })
  return { intent, reads: () => reads }
}

/** Damages a profile in a file. */
function replaced(file: Uint8Array, profile: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = Buffer.from(file).indexOf(profile)
  return new Uint8Array(file).fill(0, at + 128, at + profile.length)
}

/** Makes an output beside other work, which leaves once the image waits for it. */
async function made(file: Uint8Array, query: string, isCrowded: boolean, again = file) {
  const { intent, reads } = counted(query)
  const { gate, leases, leave } = await crowded(file)
  if (isCrowded) setTimeout(leave, 50)
  else leave()
  let opens = 0
  const reopen = async () => {
    opens++
    return sourceOf(again)
  }
  const { body, info } = await transformed(file, intent, { admission: gate, reopen })
  return { body, info, leases, opens, reads: reads() }
}

describe('an image with a long header', () => {
  it.each([
    ['Display P3', P3, SHORT_P3, 'width=400&metadata=1'],
    ['Display P3, linear light', P3, SHORT_P3, 'width=400&linear=1&metadata=1&format=png'],
    ['a table of colors', TABLE, SHORT_TABLE, 'width=400&metadata=1&format=webp'],
    ['a gain map', HDR, SHORT_HDR, 'width=100&hdr=1&metadata=1&format=auto'],
    ['an analysis', P3, SHORT_P3, 'trim=5&width=400&metadata=1'],
  ])('is planned once, and waits with that plan: %s', async (_, file, short, query) => {
    const withoutLease = await made(short, query, false)
    const atOnce = await made(file, query, false)
    const waited = await made(file, query, true)
    expect(withoutLease.reads).toBeGreaterThan(0)
    expect(atOnce.reads).toBe(withoutLease.reads)
    expect(waited.reads).toBe(withoutLease.reads)
    expect(waited.opens).toBe(atOnce.opens + 1)
    // The lease of a waiting image covers the header, too, which is read again.
    expect(waited.leases).toHaveLength(atOnce.leases.length)
    for (const [index, bytes] of waited.leases.entries())
      expect(bytes).toBeGreaterThanOrEqual(atOnce.leases[index] ?? Number.POSITIVE_INFINITY)
    expect(waited.info).toEqual(atOnce.info)
    expect(Buffer.compare(waited.body, atOnce.body)).toBe(0)
  })

  it('keeps its gain map', async () => {
    const { info } = await made(HDR, 'width=100&hdr=1&metadata=1&format=auto', true)
    expect(info.hdr).toBe('kept')
  })

  it.each([
    ['gain map', HDR, HDR.slice().fill(0, HDR.length - 9_000), 'width=100&hdr=1&metadata=1&format=jpeg'],
    ['profile', TABLE, replaced(TABLE, TABLE_PROFILES.rotated), 'width=400&format=jpeg'],
  ])('is refused if it has lost its %s while it waited', async (_, file, changed, query) => {
    await expect(made(file, query, true, changed)).rejects.toEqual(failure('bad-origin'))
  })
})
