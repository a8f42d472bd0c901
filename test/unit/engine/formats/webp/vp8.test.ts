import { expect, it } from 'vitest'
import { readVp8, vp8Planes } from '../../../../../src/engine/formats/webp/vp8.ts'
import { openKernel } from '../../../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../../../support/engine/byte-input.ts'
import { failure } from '../../../../support/process/failure.ts'
import { encodeWebp } from '../../../../support/webp/vp8-frames.ts'
import { decodeVp8, vp8Frame, vp8Size } from '../../../../support/webp/vp8-kernel.ts'
import { writeVp8 } from '../../../../support/webp/vp8-writer.ts'

async function read(frame: Uint8Array, cuts: readonly number[], bytes = frame.length) {
  const planes = vp8Planes(vp8Size(frame)).map((plane) => ({ ...plane, rows: [] as Uint8Array[] }))
  const input = byteInput(frame, cuts)
  let strips = 0
  for await (const strip of readVp8(input.chunks(), vp8Size(frame), bytes, openKernel())) {
    strips++
    strip.planes.forEach(({ rows, stride, count }, index) => {
      const plane = planes[index]
      for (let row = 0; row < count; row++)
        plane?.rows.push(rows.slice(row * stride, row * stride + plane.width))
    })
  }
  return {
    strips,
    planes: planes.map(({ width, height, rows }) => ({
      width,
      height,
      data: new Uint8Array(Buffer.concat(rows)),
    })),
  }
}

it('gives strips of three planes while the frame arrives', async () => {
  const frame = vp8Frame(await encodeWebp(75, 60, { quality: 90 }))
  const { planes } = decodeVp8(frame)
  for (const cuts of [[], [5, 11, 300], [...Array(frame.length).keys()]]) {
    const result = await read(frame, cuts)
    expect(result.planes).toEqual(planes)
    expect(result.strips).toBe(4)
  }
})

it('reads no more than it needs', async () => {
  const frame = vp8Frame(await encodeWebp(40, 40, {}))
  const longer = Uint8Array.from([...frame, ...new Array(70_000).fill(0)])
  const input = byteInput(longer, [60_000, 65_000])
  let rows = 0
  for await (const { planes } of readVp8(input.chunks(), vp8Size(frame), longer.length, openKernel()))
    rows += planes[0]?.count ?? 0
  expect(rows).toBe(40)
  expect(input.read).toBe(60_000)
  expect(input.left).toBe(true)
})

it('fails with a Failure for invalid frames', async () => {
  const frame = vp8Frame(await encodeWebp(75, 60, { quality: 90 }))
  await expect(read(frame.subarray(0, frame.length >> 1), [], frame.length)).rejects.toThrow(
    failure('corrupt', 'WebP: the image data is damaged'),
  )
  await expect(read(frame.subarray(0, 10), [])).rejects.toThrow(failure('corrupt'))
  await expect(read(writeVp8({ width: 9, height: 9, version: 4 }), [])).rejects.toThrow(
    failure('unsupported'),
  )
})
