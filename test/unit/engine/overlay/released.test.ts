import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import { type Overlay, openOverlay } from '../../../../src/engine/overlay/overlay.ts'
import type { Frame } from '../../../../src/engine/picture/picture.ts'
import { Failure } from '../../../../src/errors.ts'
import { intentOf, sourceOf, transformed } from '../../../support/engine/transformed.ts'
import { movingSquare } from '../../../support/picture/moving.ts'
import { failure } from '../../../support/process/failure.ts'

let still: Uint8Array
let film: Uint8Array
beforeAll(async () => {
  const create = { width: 40, height: 30, channels: 3, background: '#246' } as const
  still = new Uint8Array(await sharp({ create }).png().toBuffer())
  film = new Uint8Array(await movingSquare({ width: 40, height: 30 }, 3).gif().toBuffer())
})

/** Opens an overlay, and adds each of its pictures to a list as soon as it is drawn. */
async function watched(drawn: Frame[], isShared = false): Promise<Overlay> {
  const overlay = await openOverlay(sourceOf(still), async (_, read) => read())
  async function render(...given: Parameters<Overlay['render']>) {
    const frame = await overlay.render(...given)
    drawn.push(frame)
    return frame
  }
  return { ...overlay, render, release: isShared ? undefined : overlay.release }
}

const STILL = 'olurl=/o.png&format=png'
const FILM = 'olurl=/o.png&animate=1'
const TWO = '&ol2url=/o.png'

const widthsOf = (query: string) => ({
  ...intentOf(query),
  olwidth: 10,
  ...(query.includes(TWO) && { ol2width: 10 }),
})

it.each([
  ['a still', () => still, STILL, false],
  ['an animation', () => film, FILM, false],
  ['a still', () => still, STILL, true],
  ['an animation', () => film, FILM, true],
] as const)('the picture of an overlay on %s is freed unless it is shared', async (...given) => {
  const [, source, query, isShared] = given
  const drawn: Frame[] = []
  await transformed(source(), widthsOf(query), { overlays: [await watched(drawn, isShared)] })
  expect(drawn.map(({ data }) => data.length > 0)).toEqual([isShared])
})

it.each([
  ['a still', () => still, STILL],
  ['an animation', () => film, FILM],
] as const)('the picture of an overlay on %s is freed if the next overlay fails', async (...given) => {
  const [, source, query] = given
  const drawn: Frame[] = []
  const broken: Overlay = {
    ...(await watched([])),
    render: () => Promise.reject(new Failure('corrupt', 'no picture')),
  }
  const making = transformed(source(), widthsOf(query + TWO), { overlays: [await watched(drawn), broken] })
  await expect(making).rejects.toThrow(failure('corrupt'))
  expect(drawn.map(({ data }) => data.length)).toEqual([0])
})
