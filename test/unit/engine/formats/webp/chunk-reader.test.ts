import { describe, expect, it } from 'vitest'
import { chunkReader } from '../../../../../src/engine/formats/webp/chunk-reader.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { failure } from '../../../../support/process/failure.ts'

const FILE = Uint8Array.from({ length: 100 }, (_, at) => at)

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<number[]> {
  const all: number[] = []
  for await (const piece of pieces) all.push(...piece)
  return all
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

describe.each([[[]], [[1, 2, 3, 50]], [range(1, 100)], [[30, 40]]])('a file cut at %j', (cuts) => {
  it('is read from front to back', async () => {
    const input = byteInput(FILE, cuts)
    const reader = chunkReader(input.chunks())
    expect([...(await reader.read({ at: 5, length: 10 }))]).toEqual(range(5, 15))
    expect(await collect(reader.pieces({ at: 30, length: 31 }))).toEqual(range(30, 61))
    expect(await collect(reader.pieces({ at: 61, length: 0 }))).toEqual([])
    await reader.close()
    expect(input.left).toBe(true)
  })

  it('gives the available bytes of a truncated part', async () => {
    const reader = chunkReader(byteInput(FILE, cuts).chunks())
    expect(await collect(reader.pieces({ at: 90, length: 1000 }))).toEqual(range(90, 100))
    expect(await collect(reader.pieces({ at: 2000, length: 10 }))).toEqual([])
  })

  it('refuses to read a truncated part at once', async () => {
    const reader = chunkReader(byteInput(FILE, cuts).chunks())
    await expect(reader.read({ at: 95, length: 6 })).rejects.toThrow(
      failure('corrupt', 'WebP: the file ends before the image does; upload the file again'),
    )
  })
})

it('reads no byte after a part', async () => {
  const input = byteInput(FILE, range(1, 100))
  await collect(chunkReader(input.chunks()).pieces({ at: 10, length: 20 }))
  expect(input.read).toBe(30)
})

it('refuses to go back', async () => {
  const reader = chunkReader(byteInput(FILE).chunks())
  await collect(reader.pieces({ at: 10, length: 20 }))
  await expect(collect(reader.pieces({ at: 10, length: 1 }))).rejects.toThrow(failure('internal'))
})
