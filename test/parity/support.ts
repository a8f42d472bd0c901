import sharp, { type Sharp } from 'sharp'
import type { Frame } from '../../src/codecs/codec.ts'
import { openKernel, view } from '../../src/codecs/kernel.ts'
import { perform, type Step } from '../../src/ops/ops.ts'
import { lighthouse } from '../../src/samples/lighthouse.ts'
import { makePicture } from '../support/pictures.ts'

function gray({ width, height, data }: Frame): Frame {
  return { width, height, data: data.map((value, at) => (at % 4 === 3 ? value : (data[at & ~3] ?? 0))) }
}

/** What each operation is compared on. */
export const PICTURES: Readonly<Record<string, Frame>> = {
  photograph: lighthouse(120, 160),
  'soft alpha': makePicture(160, 120, { alpha: 'soft', noise: 20 }),
  gray: gray(lighthouse(90, 70)),
  tiny: makePicture(5, 3, { noise: 60 }),
}

/** What one step makes of a picture. */
export function bySignet({ width, height, data }: Frame, step: Step): Frame {
  const kernel = openKernel()
  const address = kernel.alloc(data.length)
  view(kernel, address, data.length).set(data)
  const planes = [{ width, height, address }]
  const after = perform(kernel, { width, height, layout: 'rgba', planes }, step)
  const length = after.width * after.height * 4
  const out = view(kernel, after.planes[0]?.address ?? 0, length).slice()
  return { width: after.width, height: after.height, data: out }
}

/** Gray, or gray and alpha, or RGB, or RGBA, as RGBA. */
function spread(data: Uint8Array, channels: number): Uint8Array {
  const colors = channels < 3 ? 1 : 3
  return Uint8Array.from({ length: (data.length / channels) * 4 }, (_, at) => {
    const [pixel, channel] = [(at >> 2) * channels, at & 3]
    if (channel === 3) return colors < channels ? (data[pixel + colors] ?? 0) : 255
    return data[pixel + (colors === 1 ? 0 : channel)] ?? 0
  })
}

/** What sharp makes of a picture. */
export async function bySharp(
  { width, height, data }: Frame,
  change: (image: Sharp) => Sharp,
): Promise<Frame> {
  const image = change(sharp(data, { raw: { width, height, channels: 4 } }))
  const { data: out, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: spread(out, info.channels) }
}

export const rawOf = ({ width, height }: Frame) => ({ raw: { width, height, channels: 4 } }) as const

/** What an encoded image shows. */
export async function decoded(file: Uint8Array): Promise<Frame> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: spread(data, info.channels) }
}

/** Mean absolute difference of all bytes but the colours of pixels that are wholly transparent in both pictures. */
export function meanDifference(a: Frame, b: Frame): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  const differences = a.data.map((value, at) => {
    const alpha = at | 3
    const unseen = at !== alpha && a.data[alpha] === 0 && b.data[alpha] === 0
    return unseen ? 0 : Math.abs(value - (b.data[at] ?? 0))
  })
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length
}
