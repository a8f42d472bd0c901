import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { landscape } from '../../samples/landscape.ts'
import { lighthouse } from '../../samples/lighthouse.ts'
import { pebbles } from '../../samples/pebbles.ts'
import type { Frame } from '../../src/picture/picture.ts'
import { addGrain } from '../grain.ts'

/** A picture to compare formats with. */
export interface Picture {
  readonly name: string
  readonly width: number
  readonly open: () => Sharp
}

const PAINTERS = { landscape, lighthouse, pebbles }
const SIZE = { width: 2400, height: 1800 }
const GRAIN = 4

/** Paints the sample pictures with sensor noise; takes about twenty seconds. */
export function paintPictures(): Picture[] {
  return Object.entries(PAINTERS).map(([name, paint]) => {
    const { width, height, data } = paint(SIZE.width, SIZE.height)
    addGrain(data, GRAIN)
    return { name, width, open: () => sharp(data, { raw: { width, height, channels: 4 } }) }
  })
}

/** Lists the pictures of a folder. */
export async function readPhotographs(directory: string): Promise<Picture[]> {
  const names = (await readdir(directory)).sort()
  return Promise.all(
    names.map(async (name) => {
      const open = () => sharp(join(directory, name)).toColourspace('srgb')
      return { name, width: (await open().metadata()).width, open }
    }),
  )
}

/** Resizes a picture and removes its alpha. */
export async function resized({ open }: Picture, width: number): Promise<Frame> {
  const image = open().removeAlpha().resize(width).ensureAlpha().raw()
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}
