import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { runProgram } from './run-program.ts'

/** Format and size in pixels of the images on the page in `examples/astro/local`. */
const EXPECTED = ['avif 100x100', 'jpeg 100x100', 'webp 100x100', 'webp 160x107', 'webp 320x213']

/** Describes an image file, for example `webp 100x100`. */
async function describe(path: string): Promise<string> {
  const { format, mediaType, width, height } = await sharp(path).metadata()
  return `${mediaType === 'image/avif' ? 'avif' : format} ${width}x${height}`
}

/**
 * Builds the site whose images the local service optimizes, and looks at the image files.
 * @param app folder of the example `astro`, whose packages are installed
 * @returns faults
 */
export async function buildAstroLocal(app: string, env: Readonly<Record<string, string>>): Promise<string[]> {
  const output = join(app, 'local', 'dist')
  await rm(output, { recursive: true, force: true })
  await runProgram(['npx', 'astro', 'build', '--root', 'local'], { cwd: app, env })
  const assets = join(output, '_astro')
  const found = await Promise.all((await readdir(assets)).map((name) => describe(join(assets, name))))
  const missing = EXPECTED.filter((image) => !found.includes(image))
  return missing.map((image) => `the build has no ${image}, but ${found.join(', ')}`)
}
