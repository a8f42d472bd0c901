/** A picture's luma samples, row by row. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly luma: Float64Array
}

/** Side in pixels of a block, a square in which the mark's visibility is measured. */
const BLOCK = 16
/**
 * Maximum luma standard deviation in a block that counts as smooth, in levels. It is measured at
 * the wavelengths that the eye sees best.
 */
const SMOOTH = 1

function blurred({ width, height, luma }: Plane, deviation: number): Float64Array {
  const reach = Math.ceil(3 * deviation)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * deviation ** 2)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const pass = (from: Float64Array, along: number, step: number) =>
    from.map((_, at) => {
      const place = Math.floor(at / step) % along
      const sum = weights.reduce((sum, weight, index) => {
        const near = Math.max(0, Math.min(along - 1, place + index - reach))
        return sum + weight * (from[at + (near - place) * step] as number)
      }, 0)
      return sum / total
    })
  return pass(pass(luma, width, 1), height, width)
}

/**
 * Returns the picture filtered to wavelengths of about 4 to 25 pixels. The eye is most sensitive to
 * these wavelengths at arm's length from a 96 dpi screen.
 */
function band(plane: Plane): Float64Array {
  const coarse = blurred(plane, 6)
  return blurred(plane, 1).map((value, at) => value - (coarse[at] as number))
}

function deviationsOf(values: Float64Array, { width, height }: Plane): number[] {
  const [across, down] = [Math.floor(width / BLOCK), Math.floor(height / BLOCK)]
  return Array.from({ length: across * down }, (_, block) => {
    const first = BLOCK * (width * Math.floor(block / across) + (block % across))
    let sum = 0
    for (let y = 0; y < BLOCK; y++)
      for (let x = 0; x < BLOCK; x++) sum += (values[first + y * width + x] as number) ** 2
    return Math.sqrt(sum) / BLOCK
  })
}

/**
 * Measures the difference between a picture and its copy, in smooth blocks and at the wavelengths
 * that the eye sees best.
 * @returns standard deviations in luma levels, one for each smooth block
 */
export function differencesOnSmooth(original: Plane, copy: Plane): number[] {
  const difference = original.luma.map((value, at) => (copy.luma[at] as number) - value)
  const own = deviationsOf(band(original), original)
  const added = deviationsOf(band({ ...original, luma: difference }), original)
  return added.filter((_, block) => (own[block] as number) < SMOOTH)
}
