import { beforeAll, describe, expect, it } from 'vitest'
import { openAlpha } from '../../../../../src/engine/formats/webp/alph.ts'
import { readVp8l } from '../../../../../src/engine/formats/webp/vp8l.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { failure } from '../../../../support/process/failure.ts'
import { losslessFiles } from '../../../../support/webp/pictures.ts'

const SIZE = { width: 40, height: 23 }

let files: Awaited<ReturnType<typeof losslessFiles>>

beforeAll(async () => {
  files = await losslessFiles(SIZE.width, SIZE.height)
})

async function read(payload: Uint8Array, cuts: readonly number[] = []) {
  const rows: Uint8Array[] = []
  for await (const { planes } of readVp8l(byteInput(payload, cuts).chunks(), SIZE, openKernel()))
    for (const plane of planes) rows.push(plane.rows.slice(0, plane.count * plane.stride))
  return Buffer.concat(rows)
}

describe('a lossless image', () => {
  it('is read as strips', async () => {
    for (const [name, { payload, pixels }] of files)
      expect(pixels.equals(await read(payload, [1, 70, 71, 300])), name).toBe(true)
  })

  it('may be followed by other bytes', async () => {
    for (const { payload, pixels } of files.values())
      expect(pixels.equals(await read(Buffer.concat([payload, new Uint8Array(200_000)])))).toBe(true)
  })

  it('is refused if truncated', async () => {
    for (const { payload } of files.values())
      await expect(read(payload.subarray(0, payload.length / 2))).rejects.toThrow(failure('corrupt'))
  })
})

describe('alpha data', () => {
  it('is read by any number of rows at a time', () => {
    const alpha = Uint8Array.from({ length: 1 + 40 * 23 }, (_, at) => (at === 0 ? 0 : at))
    const rows = openAlpha(alpha, SIZE, openKernel())
    expect(Buffer.concat([rows(5).slice(), rows(0).slice(), rows(18).slice()])).toEqual(
      Buffer.from(alpha.subarray(1)),
    )
    expect(() => rows(65)).toThrow(RangeError)
  })

  it('is refused if truncated', () => {
    const open = () => openAlpha(Uint8Array.of(0, 1, 2), SIZE, openKernel())
    expect(open).toThrow(failure('corrupt'))
  })
})
