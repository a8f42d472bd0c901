import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { decoders } from '../../../src/engine/formats/codecs.ts'
import { perform } from '../../../src/engine/ops/operations.ts'
import { frameOf } from '../../../src/engine/ops/upright.ts'
import type { Frame, Pixels } from '../../../src/engine/picture/picture.ts'
import type { Size } from '../../../src/engine/picture/size.ts'
import { wholeFrame } from '../../../src/engine/picture/strips.ts'
import { resample } from '../../../src/engine/rows/resample.ts'
import { type Kernel, openKernel } from '../../../src/engine/wasm/kernel.ts'
import { byteInput } from '../../support/engine/byte-input.ts'
import { headerOf } from '../../support/engine/decode-whole.ts'
import { meanDifference } from '../../support/picture/differences.ts'
import { pngFile, pngPicture } from '../../support/png/writer.ts'
import { bySharp, PICTURES } from './support.ts'

const GAMMAS = [1.2, 2.2, 3]
const SMALLER = { width: 31, height: 47 }
const LARGER = { width: 190, height: 230 }

/** Maximum mean difference, in levels of 0 to 255. */
const TOLERANCE = 4

interface Asked {
  readonly size: Size
  readonly gamma: number
  readonly alpha: boolean
}

/**
 * The source box and filter that reproduce sharp's resize. sharp always enlarges with the cubic
 * filter, half an output pixel too far to the left and top.
 */
function seenBySharp({ width, height }: Size, size: Size) {
  if (size.width < width) return { box: { x: 0, y: 0, width, height }, filter: 'lanczos3' } as const
  const [x, y] = [-0.5 * (width / size.width), -0.5 * (height / size.height)]
  return { box: { x, y, width, height }, filter: 'catrom' } as const
}

async function bySignet(
  open: (kernel: Kernel) => Pixels | Promise<Pixels>,
  source: Size,
  { size, gamma, alpha }: Asked,
): Promise<Frame> {
  const kernel = openKernel()
  const resized = await resample(kernel, await open(kernel), {
    ...seenBySharp(source, size),
    size,
    halved: false,
    turn: { swap: false, mirrorX: false, mirrorY: false },
    weighted: alpha,
    gamma,
  })
  return frameOf(kernel, perform(kernel, resized, { op: 'gamma', args: { gamma: 1 / gamma } }))
}

const opened = (file: Uint8Array) => (kernel: Kernel) => {
  const header = headerOf(file)
  const decoder = decoders[header.format]
  return decoder.decode(byteInput(file), header, kernel, 8)
}

describe.each(GAMMAS)('a resize with gamma %d', (gamma) => {
  it.each(Object.keys(PICTURES))('matches sharp: a picture in memory, %s', async (name) => {
    const picture = PICTURES[name]
    if (!picture) throw new Error(name)
    // sharp keeps few levels of nearly transparent colors and enlarges them with another filter,
    // so that soft alpha is only reduced.
    for (const size of name === 'soft alpha' ? [SMALLER] : [SMALLER, LARGER]) {
      const ours = await bySignet(() => wholeFrame(picture), picture, { size, gamma, alpha: true })
      const theirs = await bySharp(picture, (image) => image.gamma(gamma).resize({ ...size, fit: 'fill' }))
      expect(meanDifference(ours, theirs)).toBeLessThanOrEqual(TOLERANCE)
    }
  })

  it.each(['4:2:0', '4:4:4'])('matches sharp: a JPEG, %s', async (chromaSubsampling) => {
    const { data, ...raw } = lighthouse(121, 163)
    const painted = sharp(data, { raw: { ...raw, channels: 4 } }).removeAlpha()
    const file = await painted.jpeg({ quality: 95, chromaSubsampling }).toBuffer()
    for (const size of [SMALLER, LARGER]) {
      const ours = await bySignet(opened(file), raw, { size, gamma, alpha: false })
      const image = sharp(file)
        .gamma(gamma)
        .resize({ ...size, fit: 'fill' })
        .ensureAlpha()
        .raw()
      expect(meanDifference(ours, { ...size, data: await image.toBuffer() })).toBeLessThanOrEqual(TOLERANCE)
    }
  })

  it('matches sharp: a PNG of 16 bits', async () => {
    const samples = Uint16Array.from(
      { length: 120 * 90 * 3 },
      (_, at) => 30 * Math.floor(at / 3 / 4) + 700 * (at % 3),
    )
    const file = pngFile(pngPicture(2, 16, 120, 90, { samples }))
    const size = { width: 50, height: 40 }
    const ours = await bySignet(opened(file), { width: 120, height: 90 }, { size, gamma, alpha: false })
    const image = sharp(file)
      .gamma(gamma)
      .resize({ ...size, fit: 'fill' })
      .ensureAlpha()
      .raw()
    expect(meanDifference(ours, { ...size, data: await image.toBuffer() })).toBeLessThanOrEqual(TOLERANCE)
  })
})

it('averages light, so that a grid of black and white becomes brighter than the mean of its codes', async () => {
  const grid = { width: 40, height: 40, data: new Uint8Array(40 * 40 * 4).fill(255) }
  for (let pixel = 0; pixel < 1600; pixel += 2) grid.data.fill(0, pixel * 4, pixel * 4 + 3)
  const size = { width: 1, height: 1 }
  const { data } = await bySignet(() => wholeFrame(grid), grid, { size, gamma: 2.2, alpha: false })
  expect([...data]).toEqual([186, 186, 186, 255])
})
