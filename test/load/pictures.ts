import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp, { type Sharp } from 'sharp'
import { writeDraft } from '../../bench/write-draft.ts'
import { cut, damaged, jpegBomb, pngBomb } from './hostile.ts'
import { PAINTINGS, paint, type Size, view } from './views.ts'

/** Folder of the pictures. Increase its number when a recipe changes. */
const DIRECTORY = fileURLToPath(new URL('../../dist/load/2/', import.meta.url))

const place = (name: string) => join(DIRECTORY, name)

const numbered = (kind: string, extension: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${kind}-${i + 1}.${extension}`)

export const PHOTOS = numbered('photo', 'jpg', 12)
export const PROGRESSIVE = numbered('progressive', 'jpg', 4)
export const WEBP = numbered('webp', 'webp', 4)
export const AVIF = numbered('avif', 'avif', 4)
export const PNG = numbered('png', 'png', 1)
export const BOMBS = ['bomb.png', 'bomb.jpg']
export const DAMAGED_WEBP = numbered('damaged', 'webp', 4)
export const DAMAGED_AVIF = numbered('damaged', 'avif', 4)
/** Picture of 0.75 megapixels, for fast requests. */
export const SMALL = 'small.jpg'
/** JPEG of 7.4 MB. */
export const HEAVY = 'heavy.jpg'
/** Picture of 108 megapixels. */
export const LARGE = 'large.jpg'

const CUT_FROM = [PHOTOS[0], PROGRESSIVE[0], WEBP[0], AVIF[0], PNG[0]].filter((name) => name !== undefined)
export const CUT = CUT_FROM.map((name) => `cut-${name}`)

/** Typical sizes for phone photographs and for pictures on the web. */
const SIZES = {
  photo: { width: 4000, height: 3000 },
  webp: { width: 3000, height: 2250 },
  avif: { width: 2000, height: 1500 },
  small: { width: 1000, height: 750 },
}

type Make = () => Promise<Uint8Array>
type Recipe = readonly [name: string, make: Make]

function photograph(size: Size, encode: (image: Sharp) => Sharp) {
  return (name: string, index: number): Recipe => {
    const painting = place(`${PAINTINGS[index % PAINTINGS.length]}.png`)
    return [name, async () => encode(await view(painting, index, size)).toBuffer()]
  }
}

const changed =
  (from: readonly string[], change: (file: Uint8Array, index: number) => Uint8Array) =>
  (name: string, index: number): Recipe => [
    name,
    async () => change(await readFile(place(from[index % from.length] ?? '')), index),
  ]

async function mosaic(): Promise<Buffer> {
  const { width, height } = SIZES.photo
  return sharp(place('photo-1.jpg'), { limitInputPixels: false })
    .extend({ left: width, right: width, top: height, bottom: height, extendWith: 'mirror' })
    .jpeg({ quality: 85 })
    .toBuffer()
}

/** Recipes of all files. A file must come after the files that it is made from. */
const RECIPES: readonly Recipe[] = [
  ...PAINTINGS.map((name): Recipe => [`${name}.png`, () => paint(name)]),
  ...PHOTOS.map(photograph(SIZES.photo, (image) => image.jpeg({ quality: 90 }))),
  ...PROGRESSIVE.map(photograph(SIZES.photo, (image) => image.jpeg({ quality: 90, progressive: true }))),
  ...WEBP.map(photograph(SIZES.webp, (image) => image.webp({ quality: 90, effort: 2 }))),
  ...AVIF.map(photograph(SIZES.avif, (image) => image.avif({ effort: 1, chromaSubsampling: '4:2:0' }))),
  ...PNG.map(photograph(SIZES.webp, (image) => image.png({ compressionLevel: 3 }))),
  ...[SMALL].map(photograph(SIZES.small, (image) => image.jpeg({ quality: 85 }))),
  ...[HEAVY].map(photograph(SIZES.photo, (image) => image.jpeg({ quality: 97 }))),
  [LARGE, mosaic],
  ['bomb.png', async () => pngBomb(10_000)],
  ['bomb.jpg', async () => jpegBomb()],
  ...CUT.map(changed(CUT_FROM, (file) => cut(file, 0.5))),
  ...DAMAGED_WEBP.map(changed(WEBP, (file, index) => damaged(file, index + 1))),
  ...DAMAGED_AVIF.map(changed(AVIF, (file, index) => damaged(file, index + 1))),
]

/**
 * Makes the missing pictures. If all are missing, this takes about twenty seconds.
 * @returns the folder of the pictures
 */
export async function makePictures(say: (line: string) => void): Promise<string> {
  await mkdir(DIRECTORY, { recursive: true })
  const missing = RECIPES.filter(([name]) => !existsSync(place(name)))
  if (missing.length > 0) say(`making ${missing.length} pictures in ${DIRECTORY}`)
  for (const [name, make] of missing) {
    const bytes = await make()
    await writeDraft(place(name), (draft) => writeFile(draft, bytes))
  }
  return DIRECTORY
}
