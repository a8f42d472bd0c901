import type { Matrix, Range } from '../picture/picture.ts'
import type { Weights } from '../wasm/kernel.ts'

/** Red and blue weights in luma (Y) for each matrix (ITU-T H.273, table 4). */
const PARTS: Readonly<Record<Matrix, { readonly red: number; readonly blue: number }>> = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
}

/**
 * The weights that turn Y, Cb and Cr into RGB (ITU-T H.273, 8.3).
 * @example weightsOf('bt709', 'full') // { luma: 1, dark: 0, redCr: 1.5748, greenCb: -0.1873,
 *   greenCr: -0.4681, blueCb: 1.8556 }
 */
export function weightsOf(matrix: Matrix, range: Range): Weights {
  const { red, blue } = PARTS[matrix]
  const green = 1 - red - blue
  const [luma, chroma] = range === 'full' ? [1, 1] : [255 / 219, 255 / 224]
  const [redCr, blueCb] = [2 * (1 - red) * chroma, 2 * (1 - blue) * chroma]
  return {
    luma,
    dark: range === 'full' ? 0 : 16,
    redCr,
    greenCb: (-blueCb * blue) / green,
    greenCr: (-redCr * red) / green,
    blueCb,
  }
}
