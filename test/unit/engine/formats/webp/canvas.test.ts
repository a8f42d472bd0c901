import { describe, expect, it } from 'vitest'
import { canvasMemory, onCanvas } from '../../../../../src/engine/formats/webp/canvas.ts'
import type { Strip } from '../../../../../src/engine/picture/picture.ts'
import type { Box, Size } from '../../../../../src/engine/picture/size.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { makePicture } from '../../../../support/picture/pictures.ts'
import { failure } from '../../../../support/process/failure.ts'

const EMPTY_BLOCK = 64

async function placed(frame: Box, canvas: Size, rowsAtOnce: number) {
  const { data } = makePicture(frame.width, frame.height, { alpha: 'soft', noise: 9 })
  const stride = frame.width * 4
  async function* strips(): AsyncGenerator<Strip> {
    for (let y = 0; y < frame.height; y += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, frame.height - y)
      yield { planes: [{ rows: data.subarray(y * stride), stride, count }] }
    }
  }
  const kernel = openKernel()
  const before = kernel.alloc(0)
  const rows: Uint8Array[] = []
  for await (const { planes } of onCanvas(kernel, strips(), frame, canvas)) {
    const [{ rows: made, stride: bytes, count } = { rows: new Uint8Array(), stride: 0, count: 0 }] = planes
    expect([bytes, made.length]).toEqual([canvas.width * 4, canvas.width * 4 * count])
    rows.push(made.slice())
    // Overwrites the strip, as a redaction does.
    made.fill(77)
  }
  const taken = kernel.alloc(0) - before - EMPTY_BLOCK
  return { data, made: Buffer.concat(rows), taken }
}

function expected(data: Uint8Array, frame: Box, { width, height }: Size): Uint8Array {
  const pixels = new Uint8Array(width * height * 4)
  for (let y = 0; y < frame.height; y++)
    pixels.set(
      data.subarray(y * frame.width * 4, (y + 1) * frame.width * 4),
      ((frame.y + y) * width + frame.x) * 4,
    )
  return pixels
}

describe.each<[string, Box, Size]>([
  ['in the middle', { x: 12, y: 6, width: 41, height: 23 }, { width: 70, height: 56 }],
  ['in a corner', { x: 0, y: 0, width: 5, height: 7 }, { width: 6, height: 7 }],
  ['in the other corner', { x: 64, y: 54, width: 6, height: 2 }, { width: 70, height: 56 }],
  ['on a wide canvas', { x: 30_000, y: 2, width: 90, height: 9 }, { width: 40_000, height: 12 }],
  ['on a canvas of many bands', { x: 2, y: 700, width: 400, height: 900 }, { width: 404, height: 2000 }],
])('a frame %s', (_, frame, canvas) => {
  it.each([1, 16, 1000])('is placed exactly when read in strips of %d rows', async (rowsAtOnce) => {
    const { data, made, taken } = await placed(frame, canvas, rowsAtOnce)
    expect(Buffer.compare(made, expected(data, frame, canvas))).toBe(0)
    expect(taken).toBe(canvasMemory(canvas))
  })
})

it.each<[Box]>([[{ x: 1, y: 0, width: 10, height: 10 }], [{ x: 0, y: 1, width: 10, height: 10 }]])(
  'refuses a frame that exceeds its canvas: %j',
  async (frame) => {
    await expect(placed(frame, { width: 10, height: 10 }, 1)).rejects.toThrow(
      failure('corrupt', 'WebP: a frame exceeds its canvas'),
    )
  },
)
