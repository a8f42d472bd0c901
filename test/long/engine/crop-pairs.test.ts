import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Box, Size } from '../../../src/engine/picture/size.ts'
import { Failure } from '../../../src/errors.ts'
import type { Intent } from '../../../src/signing/url/intent.ts'
import { keyed } from '../../support/engine/keyed.ts'
import { transformed } from '../../support/engine/transformed.ts'
import { CROP_KINDS, type CropKind } from '../../support/picture/crop-pairs.ts'
import { smallIntents } from '../../support/properties/arbitraries.ts'
import { runs, spreadRows } from '../../support/properties/runs.ts'

const SIZE: Size = { width: 101, height: 77 }

/** Returns what a transform tells: the output and facts of it, or the error. */
async function told(file: Uint8Array, intent: Intent): Promise<unknown> {
  try {
    const { body, info, processed, type } = await transformed(file, keyed(intent))
    return { body: createHash('sha256').update(body).digest('hex'), info, processed, type }
  } catch (error) {
    if (error instanceof Failure) return [error.code, error.detail]
    throw error
  }
}

/** Generates a part of one axis whose edges lie on a grid or at the end. */
const span = (length: number, step: number) =>
  fc
    .uniqueArray(fc.nat(Math.ceil(length / step)), { minLength: 2, maxLength: 2 })
    .map((cells) => cells.map((cell) => Math.min(cell * step, length)).sort((a, b) => a - b))
    .map(([start = 0, end = 0]) => ({ start, length: end - start }))

const boxOf = ({ grid }: CropKind): fc.Arbitrary<Box> =>
  fc
    .tuple(span(SIZE.width, grid.width), span(SIZE.height, grid.height))
    .filter(([x, y]) => x.length < SIZE.width || y.length < SIZE.height)
    .map(([x, y]) => ({ x: x.start, y: y.start, width: x.length, height: y.length }))

/** Generates intents that a URL may add to a crop. */
const besides: fc.Arbitrary<Intent> = smallIntents.map((intent) =>
  Object.fromEntries(
    Object.entries(intent).filter(([name]) => !['crop', 'trim', 'page'].includes(name) && !/^ol/.test(name)),
  ),
)

const cases = fc
  .constantFrom(...CROP_KINDS)
  .chain((kind) =>
    fc.tuple(fc.constant(kind), boxOf(kind), besides, fc.integer({ min: 1, max: kind.frames })),
  )

it('gives the same answer for any pixels outside a crop', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ([kind, box, intent, page]) => {
      const frames = intent.animate === undefined && page > 1 ? { page } : {}
      const wanted = { ...intent, ...frames, crop: box }
      const [one, other] = await kind.pair(SIZE, box)
      expect(await told(one, wanted)).toEqual(await told(other, wanted))
    }),
    { numRuns: runs(500) },
  )
}, 600_000)

describe.each(spreadRows(CROP_KINDS, 14))('a cropped $name', (kind) => {
  const { width, height } = kind.grid
  const box = { x: width, y: height, width: 2 * width, height: 2 * height }

  test.each([{ width: 1, format: 'png' }, { width: 400, format: 'png' }, { format: 'jpeg' }] as const)(
    'depends on no pixel beside it: %j',
    async (intent) => {
      const [one, other] = await kind.pair(SIZE, box)
      expect(await told(one, { ...intent, crop: box })).toEqual(await told(other, { ...intent, crop: box }))
      expect(await told(one, intent)).not.toEqual(await told(other, intent))
    },
  )
})
