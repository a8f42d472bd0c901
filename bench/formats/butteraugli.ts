import { isInstalled } from '../../cli/run-program.ts'
import type { Rgb } from '../decode.ts'
import { compareFiles } from './compare-files.ts'

/** Program from libjxl. Debian's package `libjxl-devtools` contains it. */
const PROGRAM = 'butteraugli_main'

/** Returns `true` if the program is installed. */
export const canMeasureDistance = (program = PROGRAM): Promise<boolean> => isInstalled(program)

/**
 * Measures butteraugli's distance between a picture and its original, as the 3-norm over the
 * pixels. Equal pictures have the distance 0. The difference becomes visible near 1.
 * @throws Error if the program is missing or prints no 3-norm
 */
export async function butteraugli(original: Rgb, distorted: Rgb, program = PROGRAM): Promise<number> {
  const printed = await compareFiles(program, original, distorted)
  const distance = Number.parseFloat(/^3-norm: (.*)$/m.exec(printed)?.[1] ?? '')
  if (Number.isNaN(distance)) throw new Error(`${program} printed ${printed}`)
  return distance
}
