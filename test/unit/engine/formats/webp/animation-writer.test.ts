import fc from 'fast-check'
import sharp from 'sharp'
import { expect, it, test } from 'vitest'
import { fileLimit } from '../../../../../src/engine/formats/file-limit.ts'
import { isStripped } from '../../../../../src/engine/formats/metadata.ts'
import { MAX_DURATION, writeAnimation } from '../../../../../src/engine/formats/webp/animation-writer.ts'
import {
  losslessKernelMemory,
  losslessOutput,
  losslessPartMemory,
} from '../../../../../src/engine/formats/webp/lossless-memory.ts'
import { sharpFilm } from '../../../../support/engine/animated.ts'
import { failure } from '../../../../support/process/failure.ts'

async function still(width: number, height: number, color: string): Promise<Uint8Array> {
  const image = sharp({ create: { width, height, channels: 4, background: color } })
  return new Uint8Array(await image.webp({ lossless: true }).toBuffer())
}

it('writes frames, loops and durations', async () => {
  const writer = writeAnimation({ width: 6, height: 4 }, 5)
  const whole = { x: 0, y: 0, width: 6, height: 4 }
  writer.add({ box: whole, duration: 70, blends: false, file: await still(6, 4, '#ff0000') })
  const box = { x: 2, y: 2, width: 3, height: 1 }
  writer.add({ box, duration: 10, blends: true, file: await still(3, 1, '#0000ff') })
  writer.setDuration(MAX_DURATION)
  expect(writer.frames()).toBe(2)
  const film = await sharpFilm(writer.end())
  expect(film.loops).toBe(5)
  expect(film.frames.map(({ duration }) => duration)).toEqual([70, MAX_DURATION])
  const colors = film.frames.map(({ data }) => [...data.subarray((2 * 6 + 3) * 4, (2 * 6 + 3) * 4 + 4)])
  expect(colors).toEqual([
    [255, 0, 0, 255],
    [0, 0, 255, 255],
  ])
})

it('sets the alpha flag if a frame is transparent', async () => {
  const alphaOf = async (color: string) => {
    const writer = writeAnimation({ width: 2, height: 2 }, 0)
    writer.add({
      box: { x: 0, y: 0, width: 2, height: 2 },
      duration: 9,
      blends: false,
      file: await still(2, 2, color),
    })
    return writer.end()[20]
  }
  expect(await alphaOf('#ff0000')).toBe(0x02)
  expect(await alphaOf('#ff000080')).toBe(0x12)
})

it('refuses a frame beyond the maximum number of bytes, and stays valid', async () => {
  const file = await still(2, 2, '#ff0000')
  const frame = { box: { x: 0, y: 0, width: 2, height: 2 }, duration: 9, blends: false, file }
  const least = writeAnimation({ width: 2, height: 2 }, 0)
  least.add(frame)
  const { length } = least.end()
  const limit = fileLimit(length, 'animation', 'less')
  const writer = writeAnimation({ width: 2, height: 2 }, 0, limit.check)
  writer.add(frame)
  expect(() => writer.add(frame)).toThrow(failure('over-budget'))
  expect(writer.frames()).toBe(1)
  const end = writer.end()
  expect(end).toHaveLength(length)
  expect(isStripped('webp', end, true)).toBe(true)
})

test('plans enough memory for any part of a picture', () => {
  const side = fc.integer({ min: 1, max: 16_383 })
  fc.assert(
    fc.property(
      side,
      side,
      fc.double({ min: 0, max: 1 }),
      fc.double({ min: 0, max: 1 }),
      (width, height, a, b) => {
        const part = { width: Math.ceil(width * a) || 1, height: Math.ceil(height * b) || 1 }
        const planned = losslessPartMemory({ width, height })
        expect(losslessKernelMemory(part)).toBeLessThanOrEqual(planned.kernel)
        expect(losslessOutput(part, true)).toBeLessThanOrEqual(planned.output)
      },
    ),
  )
})
