import { crc32, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readPng } from '../../../src/codecs/png-reader.ts'
import { Failure } from '../../../src/errors.ts'
import { probe } from '../../../src/probe/probe.ts'
import { byteInput } from '../../support/byte-input.ts'
import { PNG_KINDS, pngData, pngFile, pngPicture, randomNumbers } from '../../support/png.ts'
import { pngKernel } from '../../support/png-kernel.ts'

const MUTATIONS = 1000
/** What the limits let through. */
const MAX_PIXELS = 1_000_000

const fixtures = PNG_KINDS.map(([colourType, depth], index) =>
  pngPicture(colourType, depth, 13 + index, 9 + index, {
    interlaced: index % 2 === 1,
    ...(colourType < 4 && { transparent: [1, 2, 3].slice(0, colourType === 0 ? 1 : 3) }),
  }),
)

type Random = () => number

/** Changes a few bytes, or cuts, doubles or leaves out a part. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const out = [...bytes]
  for (let count = 1 + (random() % 3); count > 0; count--) {
    const at = random() % out.length
    const length = random() % 40
    const kind = random() % 8
    if (kind < 3) out[at] = random() & 255
    else if (kind < 5) out[at] = (out[at] ?? 0) ^ (1 << (random() % 8))
    else if (kind === 5) out.splice(at, length)
    else if (kind === 6) out.splice(at, 0, ...out.slice(at, at + length))
    else out.fill(random() & 255, at, at + length)
    if (out.length === 0) break
  }
  return Uint8Array.from(out)
}

/** Makes the checksums right again as far as there are chunks. */
function resealed(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer)
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > file.length) break
    view.setUint32(end, crc32(file.subarray(at + 4, end)))
    at = end + 4
  }
  return file
}

const MUTANTS = [
  (index: number, random: Random) => mutated(pngFile(pick(index)), random),
  (index: number, random: Random) => resealed(mutated(pngFile(pick(index)), random)),
  (index: number, random: Random) =>
    pngFile(pick(index), { zlib: deflateSync(mutated(pngData(pick(index)), random)) }),
  (index: number, random: Random) =>
    resealed(pngFile(pick(index), { zlib: mutated(deflateSync(pngData(pick(index))), random) })),
]

function pick(index: number) {
  const picture = fixtures[index % fixtures.length]
  if (picture === undefined) throw new RangeError(`no fixture ${index}`)
  return picture
}

/** @returns how it went: read, or the code of its failure; anything else is thrown */
async function outcome(file: Uint8Array, cuts: readonly number[]): Promise<string> {
  const input = byteInput(file, cuts)
  try {
    const header = probe(file, true)
    if (header === undefined || header.width * header.height > MAX_PIXELS) return 'limited'
    const { layout, strips } = await readPng(input, header, pngKernel())
    let length = 0
    for await (const { planes } of strips) length += planes[0]?.rows.length ?? 0
    expect(length).toBe(header.width * header.height * (layout === 'gray' ? 1 : 4))
    return 'read'
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}

test('a thousand damaged files are read or refused', async () => {
  const outcomes = new Map<string, number>()
  for (let index = 0; index < MUTATIONS; index++) {
    const random = randomNumbers(index)
    const file = MUTANTS[index % MUTANTS.length]?.(index >> 2, random) ?? new Uint8Array(0)
    const result = await outcome(file, [random() % 1000, random() % 100])
    outcomes.set(result, (outcomes.get(result) ?? 0) + 1)
  }
  // Damage of every depth is among them: what is seen at once, what the pixels tell, and what nobody can see.
  expect(outcomes.get('corrupt')).toBeGreaterThan(MUTATIONS / 4)
  expect(outcomes.get('read')).toBeGreaterThan(MUTATIONS / 20)
  expect(
    [...outcomes.keys()].filter((key) => !['read', 'corrupt', 'unsupported', 'limited'].includes(key)),
  ).toEqual([])
})
