import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'

/** Program of libjxl. Debian's package `libjxl-devtools` contains it. */
const PROGRAM = 'ssimulacra2'

/** RGB samples with 8 bits. */
export interface Rgb {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/**
 * Runs a program.
 * @returns its output, or `undefined` if the program is not installed
 */
function run(program: string, files: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, files, { stdio: ['ignore', 'pipe', 'ignore'] })
    let printed = ''
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    )
    child.on('close', () => resolve(printed))
  })
}

/** Returns `true` if the program is installed. */
export async function canScore(program = PROGRAM): Promise<boolean> {
  return (await run(program, [])) !== undefined
}

/**
 * Scores a picture against its original with SSIMULACRA2. Equal pictures have the score 100. A
 * picture with the score 90 cannot be distinguished from the original.
 * @throws Error if the program is missing or prints no number
 */
export async function ssimulacra2(original: Rgb, distorted: Rgb, program = PROGRAM): Promise<number> {
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
    const printed = await run(program, files)
    const score = Number.parseFloat(printed ?? '')
    if (Number.isNaN(score))
      throw new Error(`${program} printed ${printed ?? 'nothing: it is not installed'}`)
    return score
  } finally {
    await rm(folder, { recursive: true })
  }
}
