import { describe, expect, it } from 'vitest'
import { colorConversion } from '../../../../src/engine/color/conversion.ts'
import type { Header } from '../../../../src/engine/formats/header.ts'
import type { Ycc } from '../../../../src/engine/ops/ycc.ts'
import { turnOf } from '../../../../src/engine/picture/orientation.ts'
import { makePlan } from '../../../../src/engine/plan/make-plan.ts'
import type { PlanInputs } from '../../../../src/engine/plan/plan.ts'
import { heapBytes } from '../../../../src/engine/wasm/heap.ts'
import { PROFILES } from '../../../support/color/icc-writer.ts'
import { intentOf } from '../../../support/engine/transformed.ts'
import { LIMITS } from '../../../support/isolate/limits.ts'

const PHOTO: Header = {
  format: 'jpeg',
  width: 1200,
  height: 900,
  orientation: 1,
  alpha: false,
  depth: 8,
  components: 3,
  icc: true,
  frames: 1,
  progressive: false,
}
const P3: Header = {
  ...PHOTO,
  color: { kind: 'icc', profile: PROFILES.displayP3 },
  sampling: [
    [2, 2],
    [1, 1],
    [1, 1],
  ],
}
const SRGB: Header = { ...P3, color: undefined }
const GRAY: Header = {
  ...PHOTO,
  components: 1,
  sampling: [[1, 1]],
  color: { kind: 'icc', profile: PROFILES.gray18 },
}
const AVIF: Header = {
  ...P3,
  format: 'avif',
  heif: {
    item: 1,
    grid: { rows: 1, columns: 1, width: 1200, height: 900 },
    tile: { width: 1200, height: 900 },
    tiles: [{ item: 1, extents: [{ at: 500, length: 90_000 }] }],
    chroma: '4:2:0',
  },
}
const MARK: PlanInputs = {
  overlays: [{ size: { width: 40, height: 30 }, memory: () => ({ bytes: 1e6, kernel: 0, codec: 0 }) }],
}

const planOf = (header: Header, query: string, inputs?: PlanInputs) =>
  makePlan(header, intentOf(query), 300_000, LIMITS, inputs)

describe('the planes of a source', () => {
  const changed = (header: Header, query: string) => {
    const { planar, resize, steps } = planOf(header, query)
    const [step] = steps
    return planar && !resize.halved && steps.length === 1 && step?.op === 'ycc' ? step.args : undefined
  }
  const plain = turnOf(1)
  it.each<[string, Header, string, Omit<Ycc, 'conversion'>]>([
    ['other colors', P3, 'width=400', { turn: plain, halved: true, gray: false }],
    ['turned', { ...P3, orientation: 6 }, 'width=400', { turn: turnOf(6), halved: true, gray: false }],
    ['as a WebP', P3, 'width=400&format=webp&quality=99', { turn: plain, halved: true, gray: false }],
    ['full-size chroma', P3, 'width=400&quality=95', { turn: plain, halved: false, gray: false }],
    ['gray', GRAY, 'width=400', { turn: plain, halved: true, gray: true }],
    ['another format', AVIF, 'width=400&format=jpeg', { turn: plain, halved: true, gray: false }],
  ])('are converted to those of the encoder: %s', (_, header, query, expected) => {
    expect(changed(header, query)).toEqual({
      ...expected,
      conversion: { kind: colorConversion(header)?.kind },
    })
  })

  it.each([
    ['', SRGB],
    ['&quality=95', SRGB],
    ['', { ...GRAY, color: undefined }],
  ])('are rotated and mirrored one by one%s', (query, header) => {
    const memory = (turned: string) =>
      planOf(header, `width=250&height=200&fit=fill${query}${turned}`).parts.kernel
    expect(memory('&flip=1') - memory('')).toBe(heapBytes(50_000))
  })

  it('are converted if only their luma weights differ', () => {
    const args = changed({ ...AVIF, color: undefined, matrix: 'bt709' }, 'width=400&format=jpeg')
    expect(args).toEqual({ conversion: undefined, turn: plain, halved: true, gray: false })
  })

  it.each<[string, Header, string]>([
    ['under an effect', P3, 'width=400&blur=3'],
    ['with gamma', P3, 'width=400&gamma=2'],
    ['in linear light', P3, 'width=400&linear=1'],
    ['under an overlay', P3, 'width=400&olurl=/o.png'],
    ['in margins', P3, 'width=400&extend=3&bg=ffffff'],
    ['as a lossless WebP', P3, 'width=400&format=webp&lossless=1'],
    ['as a WebP with round corners', P3, 'width=400&format=webp&radius=9'],
    ['as a PNG', P3, 'width=400&format=png'],
    ['of CMYK', { ...P3, components: 4, matrix: 'bt709' }, 'width=400'],
    ['of RGB', { ...P3, rgb: true }, 'width=400'],
    ['of a PNG', { ...PHOTO, format: 'png', color: P3.color }, 'width=400&format=jpeg'],
    ['of another format at its own size', AVIF, 'format=jpeg'],
  ])('are not converted %s', (_, header, query) => {
    const { planar, steps } = planOf(header, query, query.includes('olurl') ? MARK : {})
    expect([planar, steps.some(({ op }) => op === 'ycc')]).toEqual([false, false])
  })

  it('are converted at full size if a picture of RGBA would not fit', () => {
    expect(planOf({ ...AVIF, width: 3200, height: 2400, orientation: 6 }, 'format=jpeg').planar).toBe(true)
  })
})
