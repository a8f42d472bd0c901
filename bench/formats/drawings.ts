import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { STAMP } from '../../samples/stamp.ts'
import type { Picture, PictureSet } from './pictures.ts'

const place = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url))

/** Charts and screenshots from the repository. The screenshots are decoded WebPs. */
const FILES = [
  'bench/cpu.svg',
  'bench/load.svg',
  'bench/memory.svg',
  'bench/operations.svg',
  'docs/playground.webp',
  'docs/examples.webp',
  'docs/cookbook/social-card.webp',
  'docs/cookbook/product-card.webp',
  'docs/cookbook/duotone.webp',
]

const nameOf = (file: string) => file.replace(/^.*\/|\.\w+$/g, '')

async function read(file: string): Promise<Picture> {
  const open = () => sharp(place(file)).flatten({ background: 'white' }).toColourspace('srgb')
  const { width } = await open().metadata()
  return { name: nameOf(file), width, open }
}

const SEAL: Picture = {
  name: 'seal',
  width: 240,
  open: () => sharp(Buffer.from(STAMP)).flatten({ background: 'white' }),
}

/** Reads the repository's drawings and screenshots. They have no alpha channel. */
export async function readDrawings(): Promise<PictureSet> {
  return { name: 'drawings', pictures: [...(await Promise.all(FILES.map(read))), SEAL] }
}
