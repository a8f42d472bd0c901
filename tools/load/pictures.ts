import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { addGrain } from '../../bench/grain.ts'
import { landscape } from '../../src/samples/landscape.ts'
import { pebbles } from '../../src/samples/pebbles.ts'

/** What was made once stays here; the number goes up when a recipe changes. */
export const DIRECTORY = fileURLToPath(new URL('../../dist/load/1/', import.meta.url))

const PAINTED = { width: 2000, height: 1500 }
/** What a phone has: 12 MP. */
const PHOTO = { width: 4000, height: 3000 }
/** Noise of a sensor, as a standard deviation: with it a photo at quality 85 has 3 to 4 MB. */
const GRAIN = 4

type Make = () => Promise<Uint8Array>

/** Names of a kind of file, numbered from 1. */
const numbered = (kind: string, count: number, extension: string): string[] =>
  Array.from({ length: count }, (_, i) => `${kind}-${i + 1}.${extension}`)

export const PHOTOS = numbered('photo', 12, 'jpg')

const place = (name: string) => join(DIRECTORY, name)

/** Writes beside the file's place first, so that a run that was stopped leaves no half file. */
async function write(name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${place(name)}.draft`, bytes)
  await rename(`${place(name)}.draft`, place(name))
}

/** The painted pictures of the repository, at a size that takes some seconds. */
const PAINTINGS = { 'landscape.png': landscape, 'pebbles.png': pebbles }
const PAINTING_NAMES = Object.keys(PAINTINGS) as (keyof typeof PAINTINGS)[]

const painting =
  (name: keyof typeof PAINTINGS): Make =>
  () => {
    const { data, width, height } = PAINTINGS[name](PAINTED.width, PAINTED.height)
    const image = sharp(data, { raw: { width, height, channels: 4 } })
    return image.removeAlpha().png({ compressionLevel: 1 }).toBuffer()
  }

/**
 * One of many views of the paintings, at any size and at their own detail: cut or mirrored at the edges, toned, with
 * grain.
 */
async function view(index: number, { width, height }: typeof PHOTO): Promise<Sharp> {
  const image = sharp(place(PAINTING_NAMES[index % PAINTING_NAMES.length] ?? ''))
  const [across, down] = [width - PAINTED.width, height - PAINTED.height]
  if (across < 0 || down < 0) image.extract({ left: 0, top: 0, width, height })
  else {
    const [left, top] = [Math.floor((across * (index % 5)) / 4), Math.floor((down * (index % 3)) / 2)]
    image.extend({ left, right: across - left, top, bottom: down - top, extendWith: 'mirror' })
  }
  const data = await image
    .flop(index % 4 > 1)
    .linear([1 - 0.02 * (index % 7), 1, 0.85 + 0.03 * (index % 6)], [0, 0, 0])
    .ensureAlpha()
    .raw()
    .toBuffer()
  addGrain(data, GRAIN)
  return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
}

const photo =
  (index: number): Make =>
  async () =>
    (await view(index, PHOTO)).jpeg({ quality: 90 }).toBuffer()

/** Every file by its name; what another is made of comes before it. */
const FILES: Readonly<Record<string, Make>> = {
  ...Object.fromEntries(PAINTING_NAMES.map((name) => [name, painting(name)])),
  ...Object.fromEntries(PHOTOS.map((name, index) => [name, photo(index)])),
  'small.jpg': async () => (await view(3, { width: 1000, height: 750 })).jpeg({ quality: 85 }).toBuffer(),
  /** 7.9 MB, just under what is read once and shared. */
  'heavy.jpg': async () => (await view(0, PHOTO)).jpeg({ quality: 97 }).toBuffer(),
}

/** Makes the files that are not there yet. @returns their folder */
export async function makePictures(say: (line: string) => void): Promise<string> {
  await mkdir(DIRECTORY, { recursive: true })
  const missing = Object.entries(FILES).filter(([name]) => !existsSync(place(name)))
  if (missing.length > 0) say(`making ${missing.length} pictures, which are kept in ${DIRECTORY}`)
  for (const [name, make] of missing) await write(name, await make())
  return DIRECTORY
}
