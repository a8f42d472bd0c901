import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Frame } from '../../src/codecs/codec.ts'
import { openKernel, view } from '../../src/codecs/kernel.ts'
import { drawSvg } from '../../src/codecs/svg.ts'
import { readSvg } from '../../src/probe/svg.ts'
import { LOGOS } from '../support/svg.ts'
import { meanDifference } from './support.ts'

const SIZE = { width: 400, height: 200 }

function bySignet(text: string): Frame {
  const kernel = openKernel()
  const { planes } = drawSvg(readSvg(Buffer.from(text)), SIZE, kernel)
  return { ...SIZE, data: view(kernel, planes[0]?.address ?? 0, SIZE.width * SIZE.height * 4).slice() }
}

/** Drawn by librsvg, in twice the size that it has of its own. */
async function bySharp(text: string): Promise<Frame> {
  const { data, info } = await sharp(Buffer.from(text), { density: 144 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

test.each(Object.entries(LOGOS))('%s', async (_, text) => {
  const made = bySignet(text)
  expect(meanDifference(made, await bySharp(text))).toBeLessThanOrEqual(1)
  expect(made.data.some((value, at) => at % 4 === 3 && value > 100)).toBe(true)
})
