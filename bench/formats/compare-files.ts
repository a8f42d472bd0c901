import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Rgb } from '../decode.ts'
import { runProgram } from '../run-program.ts'

/**
 * Runs a program that compares two PNG files.
 * @returns its standard output
 * @throws Error if the program is not installed
 */
export async function compareFiles(program: string, original: Rgb, distorted: Rgb): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-bench-'))
  try {
    const files = await Promise.all(
      [original, distorted].map(async ({ data, width, height }, at) => {
        const file = join(folder, `${at}.png`)
        const image = sharp(data, { raw: { width, height, channels: 3 } })
        await writeFile(file, await image.png({ compressionLevel: 1 }).toBuffer())
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
