import fc from 'fast-check'
import { expect, test } from 'vitest'
import { imageFromGrant } from '../../../../src/signing/sdk/grant.ts'
import { candidateDprs, candidateWidths, paths } from '../../../support/properties/arbitraries.ts'
import { candidatesOf, served, signer, syncSigner } from '../../../support/worker/signer.ts'

const wanted = fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.double({ min: 0, max: 12_000, noNaN: true }))

/**
 * Returns the smallest value that is at least `least`, or else the largest value. It sorts, unlike
 * the code under test.
 */
function fitting(values: readonly number[], least: number): number | undefined {
  const ascending = values.toSorted((a, b) => a - b)
  return ascending.find((value) => value >= least) ?? ascending.at(-1)
}

test('the browser gets the smallest granted width that is large enough, and it is served', async () => {
  await fc.assert(
    fc.asyncProperty(paths, candidateWidths, wanted, async (path, widths, width) => {
      const grant = syncSigner.grant(path, { quality: 50 }, { widths })
      const sent = JSON.parse(JSON.stringify(grant))
      expect(sent).toEqual(grant)
      const url = imageFromGrant(sent, width)
      expect(await served(url)).toEqual({ quality: 50, width: fitting(widths, width) })
      expect(candidatesOf(grant.srcset).map(([candidate]) => candidate)).toContain(url)
    }),
  )
})

test('the browser gets the smallest granted ratio that is large enough', async () => {
  await fc.assert(
    fc.asyncProperty(candidateDprs, fc.double({ min: 0, max: 5, noNaN: true }), async (dprs, ratio) => {
      const grant = syncSigner.grant('/a.jpg', { width: 100 }, { dprs })
      expect(imageFromGrant(grant, ratio)).toBe(`${grant.base}&dpr=${fitting(dprs, ratio)}`)
      expect(await served(imageFromGrant(grant, ratio))).toEqual({
        width: Math.round(100 * (fitting(dprs, ratio) ?? 0)),
      })
    }),
  )
})

test.each([
  [0, 320],
  [320, 320],
  [320.01, 640],
  [641, 1280],
  [5000, 1280],
  [Number.NaN, 1280],
])('the browser that wants %d of 1280, 320, 640 gets %d', (width, granted) => {
  const grant = syncSigner.grant('/a.jpg', {}, { widths: [1280, 320, 640] })
  expect(imageFromGrant(grant, width)).toBe(`${grant.base}&w=${granted}`)
})

test('a grant lists the granted candidates', async () => {
  const grant = await signer.grant('/a.jpg', { format: 'auto' }, { widths: [320, 1280, 640] })
  expect(grant).toEqual({
    src: `${grant.base}&w=1280`,
    base: expect.stringMatching(
      /^https:\/\/img\.example\.com\/a\.jpg\?width=1280&format=auto&widths=320,1280,640&token=[\w-]{43}$/,
    ),
    widths: [320, 1280, 640],
    srcset: await signer.srcset('/a.jpg', { format: 'auto' }, { widths: [320, 1280, 640] }),
  })
})

test.each([
  [{ width: 500 }, { widths: [320, 640, 1280] }, 'w=640'],
  [{ width: 2000 }, { widths: [320, 640, 1280] }, 'w=1280'],
  [{}, { widths: [320, 640, 1280] }, 'w=1280'],
  [{ width: 500 }, { dprs: [2, 1, 3] }, 'dpr=1'],
  [{ width: 500 }, { dprs: [3, 2] }, 'dpr=2'],
])('the src for %j with %j is %s', (options, candidates, choice) => {
  const { src, base } = syncSigner.grant('/a.jpg', options, candidates)
  expect(src).toBe(`${base}&${choice}`)
})
