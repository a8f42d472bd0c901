import { isInstalled } from '../../cli/run-program.ts'
import type { Rgb } from '../decode.ts'
import { compareFiles } from './compare-files.ts'

/** Program from libjxl. Debian's package `libjxl-devtools` contains it. */
const PROGRAM = 'ssimulacra2'

/** Returns `true` if the program is installed. */
export const canScore = (program = PROGRAM): Promise<boolean> => isInstalled(program)

/**
 * Scores a picture against its original with SSIMULACRA2. Equal pictures have the score 100. A
 * picture with the score 90 cannot be distinguished from the original.
 * @throws Error if the program is missing or prints no number
 */
export async function ssimulacra2(original: Rgb, distorted: Rgb, program = PROGRAM): Promise<number> {
  const printed = await compareFiles(program, original, distorted)
  const score = Number.parseFloat(printed)
  if (Number.isNaN(score)) throw new Error(`${program} printed ${printed}`)
  return score
}
