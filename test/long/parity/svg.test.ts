import sharp from 'sharp'
import { expect, test } from 'vitest'
import { frameOf } from '../../../src/engine/ops/upright.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { drawSvg } from '../../../src/engine/svg/draw.ts'
import { readSvg } from '../../../src/engine/svg/read.ts'
import { openKernel } from '../../../src/engine/wasm/kernel.ts'
import { render } from '../../support/picture/decoded.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { LOGOS } from '../../support/text/svg.ts'

const SIZE = { width: 400, height: 200 }

function bySignet(text: string): Frame {
  const kernel = openKernel()
  return frameOf(kernel, drawSvg(readSvg(Buffer.from(text)), SIZE, kernel))
}

/** Renders with librsvg at twice the document's size. */
const bySharp = (text: string): Promise<Frame> => render(sharp(Buffer.from(text), { density: 144 }))

test.each(Object.entries(LOGOS))('matches librsvg: the logo %s', async (_, text) => {
  const made = bySignet(text)
  expect(meanDifference(made, await bySharp(text))).toBeLessThanOrEqual(1)
  expect(made.data.some((value, at) => at % 4 === 3 && value > 100)).toBe(true)
})
