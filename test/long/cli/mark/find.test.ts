import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { chanceOf, MAX_CHANCE } from '../../../../cli/mark/chance.ts'
import { detect, planOf, triedBy, wavesOf } from '../../../../cli/mark/detect.ts'
import { find } from '../../../../cli/mark/find.ts'
import { readPicture } from '../../../../cli/mark/picture.ts'
import { DISTORTED, EQUAL } from '../../../../cli/mark/shapes.ts'
import { MODES } from '../../../../src/engine/mark/modes.ts'
import { type OpenMarkKey, openMarkKey } from '../../../../src/signing/auth/mark-keys.ts'
import { marked } from '../../../../tools/mark-trial/marked.ts'
import { makePicture } from '../../../support/picture/pictures.ts'

const keyOf = (id: string, by: number) =>
  openMarkKey({ id, bytes: Uint8Array.from({ length: 32 }, (_, at) => (at * by + 3) % 256) })

let key: OpenMarkKey

beforeAll(async () => {
  key = await keyOf('m1', 7)
})

/** Returns a marked picture that is not searched at half its size as well. */
async function copyOf(width: number, height: number): Promise<Buffer> {
  const { data, ...size } = marked(makePicture(330, 250, { noise: 12 }), '0123456789abcdef', key)
  return sharp(data, { raw: { ...size, channels: 4 } })
    .resize(width, height, { fit: 'fill' })
    .png()
    .toBuffer()
}

describe('a thorough search', () => {
  it('reserves half of the false-positive bound for the quick search', async () => {
    const file = await copyOf(330, 250)
    const found = await find(file, wavesOf(key))
    const tried = triedBy(planOf({ width: 330, height: 250 }, EQUAL))
    expect(found?.chance).toBe(chanceOf(found?.score ?? 0, MODES[32], tried))
    const again = await find(file, wavesOf(key), 'thorough')
    expect(again).toEqual({ ...found, chance: chanceOf(found?.score ?? 0, MODES[32], 2 * tried) })
  })

  it('reserves the other half for all distorted shapes', async () => {
    const file = await copyOf(350, 250)
    const found = await find(file, wavesOf(key), 'thorough')
    expect(found).toMatchObject({ value: '01234567', shape: { turn: 0 } })
    const tried = triedBy(planOf({ width: 350, height: 250 }, DISTORTED))
    expect(tried).toBe(25 * DISTORTED.shapesOf({ width: 350, height: 250 }).length)
    expect(found?.chance).toBe(chanceOf(found?.score ?? 0, MODES[32], 2 * tried))
    expect(found?.chance).toBeLessThanOrEqual(MAX_CHANCE)
  })

  it('finds no mark of another key, and none in an unmarked picture', async () => {
    const copy = await readPicture(await copyOf(350, 250))
    const original = await sharp(makePicture(330, 250, { noise: 12 }).data, {
      raw: { width: 330, height: 250, channels: 4 },
    })
      .resize(350, 250, { fit: 'fill' })
      .png()
      .toBuffer()
    const plan = planOf(
      copy,
      DISTORTED,
      ({ across, down, turn }) => Math.abs(across - 0.94) + Math.abs(down - 1) + Math.abs(turn) < 0.1,
    )
    expect(plan.shapes.length).toBeGreaterThan(30)
    expect(detect(copy, wavesOf(key), plan)).toMatchObject({ value: '01234567' })
    expect(detect(copy, wavesOf(await keyOf('m2', 11)), plan)).toBeUndefined()
    expect(detect(await readPicture(original), wavesOf(key), plan)).toBeUndefined()
  })
})
