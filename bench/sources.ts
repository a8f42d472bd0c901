import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { landscape } from '../samples/landscape.ts'
import { encodeFilm } from './film-source.ts'
import { addGrain } from './grain.ts'
import { encodeHeic } from './heic-source.ts'
import { writeDraft } from './write-draft.ts'

/** Input for jobs: a photograph, or an animation with several frames. */
export interface Source {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly frames?: number
  readonly encode: (photograph: Sharp) => Sharp | Promise<Sharp | Uint8Array>
  /** `true` if sharp cannot read the file. Then the photograph itself is the reference. */
  readonly isForeign?: boolean
}

const FILM = { width: 480, height: 270, frames: 100 }

const baseline = (photograph: Sharp) => photograph.jpeg({ quality: 85, chromaSubsampling: '4:2:0' })
const progressive = (photograph: Sharp) =>
  photograph.jpeg({ quality: 85, chromaSubsampling: '4:2:0', progressive: true })

/**
 * Sources with the sizes that cameras and phones produce. The height of the 50-megapixel source is
 * not a multiple of 16.
 */
export const SOURCES = {
  jpeg2: { file: 'jpeg2.jpg', width: 1632, height: 1224, encode: baseline },
  jpeg12: { file: 'jpeg12.jpg', width: 4000, height: 3000, encode: baseline },
  jpeg24: { file: 'jpeg24.jpg', width: 6000, height: 4000, encode: baseline },
  jpeg50: { file: 'jpeg50.jpg', width: 8160, height: 6120, encode: baseline },
  jpeg108: { file: 'jpeg108.jpg', width: 12_000, height: 9000, encode: baseline },
  prog2: { file: 'prog2.jpg', width: 1632, height: 1224, encode: progressive },
  prog12: { file: 'prog12.jpg', width: 4000, height: 3000, encode: progressive },
  prog24: { file: 'prog24.jpg', width: 6000, height: 4000, encode: progressive },
  prog50: { file: 'prog50.jpg', width: 8160, height: 6120, encode: progressive },
  prog108: { file: 'prog108.jpg', width: 12_000, height: 9000, encode: progressive },
  png12: {
    file: 'png12.png',
    width: 4000,
    height: 3000,
    encode: (photograph) => photograph.png({ adaptiveFiltering: true }),
  },
  webp12: {
    file: 'webp12.webp',
    width: 4000,
    height: 3000,
    encode: (photograph) => photograph.webp({ quality: 85 }),
  },
  lossless12: {
    file: 'lossless12.webp',
    width: 4000,
    height: 3000,
    encode: (photograph) => photograph.webp({ lossless: true, effort: 2 }),
  },
  avif12: {
    file: 'avif12.avif',
    width: 4000,
    height: 3000,
    encode: (photograph) => photograph.avif({ quality: 60, chromaSubsampling: '4:2:0', effort: 2 }),
  },
  heic12: { file: 'heic12.heic', width: 4000, height: 3000, encode: encodeHeic, isForeign: true },
  film100: { file: 'film100.gif', ...FILM, encode: (photograph) => encodeFilm(photograph, FILM) },
} as const satisfies Record<string, Source>

export type SourceName = keyof typeof SOURCES

/** Folder for cached sources. Increase its number when a recipe changes. */
const CACHE = new URL('../node_modules/.cache/signet-bench/1/', import.meta.url)

/** Returns the path to a file in the bench's cache. */
export const cachePath = (file: string): string => fileURLToPath(new URL(file, CACHE))

export const sourcePath = (name: SourceName): string => cachePath(SOURCES[name].file)

/** Returns the path to a file that sharp can read and that has the source's pixels. */
export function referencePath(name: SourceName): string {
  const source: Source = SOURCES[name]
  return source.isForeign ? ORIGINAL.path : sourcePath(name)
}

const ORIGINAL = { path: cachePath('photograph.png'), width: 4000, height: 3000 }

/**
 * Standard deviation of the added sensor noise. With it, JPEGs have 0.2 to 0.3 bytes per pixel,
 * like real photographs.
 */
const GRAIN = 4

function write(image: Sharp | Uint8Array, path: string): Promise<void> {
  return writeDraft(path, (draft) =>
    image instanceof Uint8Array ? writeFile(draft, image) : image.toFile(draft),
  )
}

async function paintOriginal(): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const { width, height } = ORIGINAL
  const { data } = landscape(width, height)
  addGrain(data, GRAIN)
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  await write(image.png({ compressionLevel: 1 }), ORIGINAL.path)
}

/**
 * Crops or mirrors the original, so that all sizes have the same detail per pixel. An animation
 * starts from the full photograph.
 */
function sized({ width, height, frames }: Source): Sharp {
  if (frames !== undefined) return sharp(ORIGINAL.path)
  const [across, down] = [width - ORIGINAL.width, height - ORIGINAL.height].map((room) => room / 2) as [
    number,
    number,
  ]
  const image = sharp(ORIGINAL.path, { limitInputPixels: false })
  if (across < 0) return image.extract({ left: -across, top: -down, width, height })
  return image.extend({ left: across, right: across, top: down, bottom: down, extendWith: 'mirror' })
}

/**
 * Makes the missing sources. The first takes about twenty seconds, and each large one takes a few
 * seconds.
 */
export async function makeSources(names: readonly SourceName[], say: (line: string) => void): Promise<void> {
  const missing = names.filter((name) => !existsSync(sourcePath(name)))
  if (missing.length === 0) return
  say('making sources, which are kept: this happens once and is no part of the run')
  if (!existsSync(ORIGINAL.path)) {
    say('painting the photograph, some 20 s')
    await paintOriginal()
  }
  for (const name of missing) {
    say(`making ${SOURCES[name].file}`)
    await write(await SOURCES[name].encode(sized(SOURCES[name])), sourcePath(name))
  }
}
