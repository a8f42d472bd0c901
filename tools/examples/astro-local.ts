import { copyFile, cp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { samples } from '../../samples/samples.ts'
import { runProgram } from './run-program.ts'

/** Files that the service consists of. */
const SERVICE = ['astro-local-service.ts', 'sharp-words.ts']

const PHOTO = 'landscape.jpg'

/** Format and size in pixels of the images that the page needs, in the order of their names. */
const EXPECTED = ['avif 100x100', 'jpeg 100x100', 'webp 100x100', 'webp 160x107', 'webp 320x213']

/** Scale at which the photo is painted. At 0.2 it has 360 × 240 pixels. */
const SCALE = 0.2

/** Describes an image file, for example `webp 100x100`. */
async function describe(path: string): Promise<string> {
  const { format, mediaType, width, height } = await sharp(path).metadata()
  return `${mediaType === 'image/avif' ? 'avif' : format} ${width}x${height}`
}

/**
 * Builds a site whose images the local service optimizes, and looks at the image files.
 * @param examples folder of the examples, with the packages of `astro` installed
 * @returns faults
 */
export async function buildAstroLocal(examples: string, env: Readonly<Record<string, string>>) {
  const app = join(examples, 'astro')
  const site = join(app, '.local')
  await rm(site, { recursive: true, force: true })
  await cp(join(import.meta.dirname, 'astro-local'), site, { recursive: true })
  for (const file of SERVICE) await copyFile(join(examples, 'adapters', file), join(site, 'src', file))
  for await (const { name, bytes } of samples(SCALE)) {
    if (name !== PHOTO) continue
    await writeFile(join(site, 'src', 'photo.jpg'), bytes)
    break
  }
  await runProgram(['npx', 'astro', 'build', '--root', '.local'], { cwd: app, env })
  const assets = join(site, 'dist', '_astro')
  const found = await Promise.all((await readdir(assets)).map((name) => describe(join(assets, name))))
  const missing = EXPECTED.filter((image) => !found.includes(image))
  return missing.map((image) => `the build has no ${image}, but ${found.join(', ')}`)
}
