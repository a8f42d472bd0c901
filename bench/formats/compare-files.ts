import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../../cli/run-program.ts'
import type { Rgb } from '../decode.ts'
import { portablePixmap } from './portable-pixmap.ts'

/**
 * Runs a program that compares two files in the format PPM.
 * @returns its standard output
 * @throws Error if the program is not installed
 */
export async function compareFiles(program: string, original: Rgb, distorted: Rgb): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-bench-'))
  try {
    const files = await Promise.all(
      [original, distorted].map(async (picture, at) => {
        const file = join(folder, `${at}.ppm`)
        await writeFile(file, portablePixmap(picture))
        return file
      }),
    )
    const printed = await runProgram(program, files)
    if (printed === undefined) throw new Error(`${program} is not installed`)
    return printed.toString()
  } finally {
    await rm(folder, { recursive: true })
  }
}
