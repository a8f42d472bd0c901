import { type Picture, pixelBytes } from '../picture/picture.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { log1p } from '../wasm/math.ts'

/** Detail of a picture, from which the values of its files are expected. */
export interface Detail {
  /**
   * Natural logarithm of the mean difference between neighboring levels, across and down together.
   */
  readonly contrast: number
  /**
   * Logarithm of the mean `log1p(d / 2)`, where `d` is the second difference between
   * four neighboring levels, across and down.
   */
  readonly texture: number
}

/** Approximate number of samples. */
const SAMPLES = 4096

/** Minimum mean differences, so that logarithms of flat pictures are finite. */
const FLAT = { contrast: 0.2, texture: 0.02 }

/** Maximum second difference of four levels. */
const MAX_SECOND = 2 * 255

const logarithm = (value: number) => log1p(value - 1)

/** Measures the luma of a picture at places that are spread evenly. RGBA counts by its green. */
export function measureDetail({ width, height, layout, planes }: Picture, kernel: Kernel): Detail {
  const step = pixelBytes(layout)
  const row = width * step
  const levels = view(kernel, planes[0]?.address ?? 0, row * height).subarray(layout === 'rgba' ? 1 : 0)
  const distance = Math.max(1, Math.floor(Math.sqrt((width * height) / SAMPLES)))
  const seconds = new Uint32Array(MAX_SECOND + 1)
  let [first, count] = [0, 0]
  for (let y = 1; y < height; y += distance)
    for (let x = 1; x < width; x += distance) {
      const at = y * row + x * step
      const level = levels[at] ?? 0
      const left = levels[at - step] ?? 0
      const above = levels[at - row] ?? 0
      const corner = levels[at - row - step] ?? 0
      first += Math.abs(level - left) + Math.abs(level - above)
      const second = Math.abs(level - left - above + corner)
      seconds[second] = (seconds[second] ?? 0) + 1
      count++
    }
  const texture = seconds.reduce(
    (sum, times, second) => (times > 0 ? sum + times * log1p(second / 2) : sum),
    0,
  )
  return {
    contrast: logarithm(Math.max(FLAT.contrast, first / Math.max(1, count))),
    texture: logarithm(Math.max(FLAT.texture, texture / Math.max(1, count))),
  }
}
