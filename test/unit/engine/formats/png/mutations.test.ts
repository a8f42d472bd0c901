import { expect, test } from 'vitest'
import { readPng } from '../../../../../src/engine/formats/png/reader.ts'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { pixelBytes } from '../../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../../src/errors.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { PNG_DAMAGE } from '../../../../support/png/damage.ts'
import { pngKernel } from '../../../../support/png/kernel.ts'
import { PNG_KINDS, pngFile, pngPicture } from '../../../../support/png/writer.ts'
import { randomNumbers } from '../../../../support/properties/random.ts'

const MUTATIONS = 400
const MAX_PIXELS = 1_000_000

const fixtures = PNG_KINDS.map(([colorType, depth], index) =>
  pngPicture(colorType, depth, 13 + index, 9 + index, {
    interlaced: index % 2 === 1,
    ...(colorType < 4 && { transparent: [1, 2, 3].slice(0, colorType === 0 ? 1 : 3) }),
  }),
)

const DAMAGE = Object.values(PNG_DAMAGE)

function pick(index: number) {
  const picture = fixtures[index % fixtures.length]
  if (picture === undefined) throw new RangeError(`no fixture ${index}`)
  return picture
}

async function outcome(file: Uint8Array, cuts: readonly number[]): Promise<string> {
  const input = byteInput(file, cuts)
  try {
    const header = probe(file, true)
    if (header === undefined || header.width * header.height > MAX_PIXELS) return 'limited'
    const { layout, strips } = await readPng(input, header, pngKernel())
    let length = 0
    for await (const { planes } of strips) length += planes[0]?.rows.length ?? 0
    expect(length).toBe(header.width * header.height * pixelBytes(layout))
    return 'read'
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

test('reads or refuses damaged files', async () => {
  const outcomes = new Map<string, number>()
  for (let index = 0; index < MUTATIONS; index++) {
    const random = randomNumbers(index)
    const file = DAMAGE[index % DAMAGE.length]?.(pngFile(pick(index >> 2)), random) ?? new Uint8Array(0)
    const result = await outcome(file, [random() % 1000, random() % 100])
    outcomes.set(result, (outcomes.get(result) ?? 0) + 1)
  }
  // Files with damage to the header or pixels are corrupt. Others are read.
  expect(outcomes.get('corrupt')).toBeGreaterThan(MUTATIONS / 4)
  expect(outcomes.get('read')).toBeGreaterThan(MUTATIONS / 20)
  expect(
    [...outcomes.keys()].filter((key) => !['read', 'corrupt', 'unsupported', 'limited'].includes(key)),
  ).toEqual([])
})
