import { describe, expect, it } from 'vitest'
import { decodeFilm, filmMemory, sharpFilm } from '../../../support/engine/animated.ts'
import { greatestDifference } from '../../../support/picture/differences.ts'
import { movingGif, movingWebp } from '../../../support/picture/films.ts'

const CANVAS = { width: 32, height: 24 }

describe.each([
  ['GIF', movingGif],
  ['WebP', movingWebp],
])('an animated %s', (_, make) => {
  it.each([1, 10, 100])('has the frames that sharp decodes: %d frames', async (count) => {
    const file = make(count)
    const [found, expected] = [await decodeFilm(file), await sharpFilm(file)]
    expect({ ...found, frames: found.frames.map((frame) => frame.duration) }).toEqual({
      ...expected,
      frames: expected.frames.map((frame) => frame.duration),
    })
    const differences = found.frames.map(({ data }, at) =>
      greatestDifference(
        { ...CANVAS, data },
        { ...CANVAS, data: expected.frames[at]?.data ?? new Uint8Array() },
      ),
    )
    expect(Math.max(...differences)).toBeLessThanOrEqual(1)
  })

  it('takes the same memory for any number of frames', async () => {
    const [few, many] = [await filmMemory(make(10)), await filmMemory(make(300))]
    expect(many.held).toBe(few.held)
  })
})
