import sharp from 'sharp'
import { beforeAll, expect, it } from 'vitest'
import type { Layer } from '../../../../src/engine/overlay/layer.ts'
import { movingSquare } from '../../../support/moving.ts'
import { intentOf, transformed } from '../../../support/transformed.ts'

const OVERLAY = { width: 10, height: 10 }

let still: Uint8Array
let film: Uint8Array
beforeAll(async () => {
  const create = { width: 40, height: 30, channels: 3, background: '#246' } as const
  still = new Uint8Array(await sharp({ create }).png().toBuffer())
  film = new Uint8Array(await movingSquare({ width: 40, height: 30 }, 3).gif().toBuffer())
})

it.each([
  ['a still', () => still, 'olurl=/o.png&format=png', true],
  ['an animation', () => film, 'olurl=/o.png&animate=1', true],
  ['a still', () => still, 'olurl=/o.png&format=png', false],
  ['an animation', () => film, 'olurl=/o.png&animate=1', false],
] as const)('the picture of an overlay on %s is freed only if it is unshared', async (...given) => {
  const [, source, query, isUnshared] = given
  const data = new Uint8Array(400).fill(255)
  const layer: Layer = {
    open: async () => ({
      size: OVERLAY,
      memory: () => ({ bytes: 400, kernel: 0, codec: 0 }),
      render: async (size) => ({ ...size, data }),
      isUnshared,
    }),
    cancel: () => undefined,
  }
  await transformed(source(), { ...intentOf(query), olwidth: 10 }, { layers: [layer] })
  expect(data.length).toBe(isUnshared ? 0 : 400)
})
