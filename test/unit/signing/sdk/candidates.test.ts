import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Candidates } from '../../../../src/signing/sdk/index.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { failure } from '../../../support/process/failure.ts'
import { candidateDprs, candidateWidths, paths } from '../../../support/properties/arbitraries.ts'
import { runs } from '../../../support/properties/runs.ts'
import { candidatesOf, NOW, served, signer, untyped } from '../../../support/worker/signer.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1000 + 999, toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('srcset', () => {
  test('signs once for all widths, each of which is served', async () => {
    await fc.assert(
      fc.asyncProperty(paths, candidateWidths, async (path, widths) => {
        const candidates = candidatesOf(await signer.srcset(path, { quality: 50 }, { widths }))
        expect(candidates.map(([, descriptor]) => descriptor)).toEqual(widths.map((width) => `${width}w`))
        for (const [index, [url]] of candidates.entries())
          expect(await served(url)).toEqual({ quality: 50, width: widths[index] })
        expect(new Set(candidates.map(([url]) => parseWire(url).token)).size).toBe(1)
      }),
      { numRuns: runs(30) },
    )
  })

  test('signs once for all ratios, each of which is served', async () => {
    await fc.assert(
      fc.asyncProperty(candidateDprs, async (dprs) => {
        const candidates = candidatesOf(await signer.srcset('/a.jpg', { width: 100, height: 50 }, { dprs }))
        expect(candidates.map(([, descriptor]) => descriptor)).toEqual(dprs.map((dpr) => `${dpr}x`))
        for (const [index, [url]] of candidates.entries()) {
          const dpr = dprs[index] ?? 0
          expect(await served(url)).toEqual({ width: Math.round(100 * dpr), height: Math.round(50 * dpr) })
        }
      }),
      { numRuns: runs(30) },
    )
  })

  test('gives the largest width if w is removed, and refuses any other w', async () => {
    const [[url] = ['']] = candidatesOf(await signer.srcset('/a.jpg', {}, { widths: [320, 1280, 640] }))
    expect(url).toMatch(/\?width=1280&widths=320,1280,640&token=[^&]+&w=320$/)
    expect(await served(url.replace('&w=320', ''))).toEqual({ width: 1280 })
    await expect(served(url.replace('&w=320', '&w=321'))).rejects.toThrow(failure('forbidden'))
  })

  test('keeps a given width and scales the height with w', async () => {
    const options = { width: 800, height: 600 }
    const candidates = candidatesOf(await signer.srcset('/a.jpg', options, { widths: [400, 1600] }))
    const sizes = await Promise.all(candidates.map(([url]) => served(url)))
    expect(sizes).toEqual([
      { width: 400, height: 300 },
      { width: 1600, height: 1200 },
    ])
  })

  test('applies claims to all candidates', async () => {
    const srcset = await signer.srcset('/a.jpg', {}, { widths: [1, 2], expire: '10m', ip: '::1', kid: true })
    for (const [url] of candidatesOf(srcset)) {
      expect(parseWire(url).query).toBe(`width=2&expire=${NOW + 700}&ip=::1&kid=k2&widths=1,2`)
      await expect(served(url, NOW + 701, '::1')).rejects.toThrow(failure('expired'))
    }
  })

  const LIST = 'must be up to 32 different values separated by commas, each a whole number from 1 to 10000'

  test.each<[object, object, string]>([
    [{}, {}, 'a srcset needs widths or dprs'],
    [
      {},
      { widths: [1], dprs: [1] },
      'widths and dprs cannot be combined: a srcset has one kind of descriptor',
    ],
    [{}, { widths: [] }, `widths ${LIST}, got an empty value`],
    [{}, { widths: [320, 320] }, `widths ${LIST}, got 320,320`],
    [{}, { widths: [320, 20000] }, `widths ${LIST}, got 320,20000`],
    [{ height: 100 }, { widths: [320] }, 'height needs width, because w scales both'],
    [{ dpr: 2 }, { widths: [320] }, 'dpr is not an option of a srcset; use dprs'],
    [{ width: 100, dpr: 2 }, { dprs: [1, 2] }, 'dpr is not an option of a srcset; use dprs'],
    [{ original: true }, { widths: [320] }, 'the original has one size; sign it with sign'],
    [{}, { dprs: [1, 2] }, 'dprs needs width or height'],
    [
      { width: 100 },
      { dprs: [0.5] },
      'dprs must be up to 8 different values separated by commas, each a number from 1 to 4 with at most 6 decimals, got 0.5',
    ],
    [{ w: 5 }, { widths: [320] }, 'w is not an option of the image'],
    [{}, { widths: [320], expires: '1h' }, 'unknown claim expires'],
  ])('refuses %j with %j', async (options, candidates, detail) => {
    await expect(signer.srcset('/a.jpg', untyped(options), candidates as Candidates)).rejects.toThrow(
      failure('bad-parameter', detail),
    )
  })
})
