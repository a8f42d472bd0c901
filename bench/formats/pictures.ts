import { readdir } from 'node:fs/promises'
import { basename, join, parse, resolve } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { landscape } from '../../samples/landscape.ts'
import { lighthouse } from '../../samples/lighthouse.ts'
import { pebbles } from '../../samples/pebbles.ts'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { addGrain } from '../grain.ts'

/** A picture for the format comparison. */
export interface Picture {
  readonly name: string
  readonly width: number
  readonly open: () => Sharp
}

/** A named picture set whose results are published together. */
export interface PictureSet {
  readonly name: string
  readonly pictures: readonly Picture[]
}

const PAINTERS = { landscape, lighthouse, pebbles }
const SIZE = { width: 2400, height: 1800 }
const GRAIN = 4

/** Paints the sample pictures and adds sensor noise. This takes about twenty seconds. */
export function paintPictures(): PictureSet {
  const pictures = Object.entries(PAINTERS).map(([name, paint]) => {
    const { width, height, data } = paint(SIZE.width, SIZE.height)
    addGrain(data, GRAIN)
    return { name, width, open: () => sharp(data, { raw: { width, height, channels: 4 } }) }
  })
  return { name: 'painted', pictures }
}

/** Lists the pictures in a folder. The set takes the folder's name. */
export async function readPhotographs(directory: string): Promise<PictureSet> {
  const files = (await readdir(directory)).sort()
  const pictures = files.map(async (file) => {
    const open = () => sharp(join(directory, file)).autoOrient().toColourspace('srgb')
    const { autoOrient } = await open().metadata()
    return { name: parse(file).name, width: autoOrient.width, open }
  })
  return { name: basename(resolve(directory)), pictures: await Promise.all(pictures) }
}

/**
 * Aspect ratio for the measured pictures. With 4:3, an AVIF that is 1600 pixels wide would exceed
 * Signet's maximum of 1.8 megapixels.
 */
const SHAPE = 3 / 2

/** Crops a picture at its center to 3:2, resizes it and removes its alpha channel. */
export async function resized({ open }: Picture, width: number): Promise<Frame> {
  const height = Math.round(width / SHAPE)
  const image = open().removeAlpha().resize(width, height, { fit: 'cover' }).ensureAlpha().raw()
  return { width, height, data: await image.toBuffer() }
}

/** Resizes a picture so that neither side exceeds a maximum, and removes its alpha channel. */
export async function fitted({ open }: Picture, side: number): Promise<Frame> {
  const image = open().removeAlpha().resize(side, side, { fit: 'inside', withoutEnlargement: true })
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data }
}
