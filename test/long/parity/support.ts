import sharp, { type Sharp } from 'sharp'
import { lighthouse } from '../../../samples/lighthouse.ts'
import type { Frame } from '../../../src/engine/picture/picture.ts'
import { rawOf, render } from '../../support/picture/decoded.ts'
import { makePicture } from '../../support/picture/pictures.ts'

function gray({ width, height, data }: Frame): Frame {
  return { width, height, data: data.map((value, at) => (at % 4 === 3 ? value : (data[at & ~3] ?? 0))) }
}

/** Pictures that each operation is compared on. */
export const PICTURES: Readonly<Record<string, Frame>> = {
  photograph: lighthouse(120, 160),
  'soft alpha': makePicture(160, 120, { alpha: 'soft', noise: 20 }),
  gray: gray(lighthouse(90, 70)),
  tiny: makePicture(5, 3, { noise: 60 }),
}

/** Returns the picture that sharp makes with the given change. */
export const bySharp = (frame: Frame, change: (image: Sharp) => Sharp): Promise<Frame> =>
  render(change(sharp(frame.data, rawOf(frame))))
