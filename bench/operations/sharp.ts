import { readFileSync } from 'node:fs'
import sharp, { type Sharp } from 'sharp'
import type { Frame } from '../../src/engine/picture/picture.ts'
import { OPERATIONS, type OperationId } from './operations.ts'
import { type PictureName, paintPictures } from './pictures.ts'
import {
  CORNERS,
  type LayerBlend,
  type OperationSet,
  SET_OVERLAY,
  SET_SOURCE,
  SETS,
  type SetName,
} from './sets.ts'
import { type Run, type Side, timed } from './side.ts'

sharp.concurrency(1)
sharp.cache(false)
sharp.simd(true)

const BLACK = { r: 0, g: 0, b: 0, alpha: 1 }
const WHITE = { r: 255, g: 255, b: 255, alpha: 1 }

interface Raw {
  readonly data: Uint8Array
  readonly raw: { readonly width: number; readonly height: number; readonly channels: 1 | 2 | 3 | 4 }
}

async function rawOf(image: Sharp): Promise<Raw> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } }
}

const open = ({ data, raw }: Raw) => sharp(data, { raw })

/**
 * Returns a picture's raw pixels. An opaque picture has no alpha channel, as when sharp decodes it.
 */
async function loadRaw({ width, height, data }: Frame, picture: PictureName): Promise<Raw> {
  const image = sharp(data, { raw: { width, height, channels: 4 } })
  return rawOf(picture === 'opaque' ? image.removeAlpha() : image)
}

/** Lays overlays over a picture, 10 pixels from its corners. */
async function layered(
  file: Uint8Array,
  overlay: Uint8Array,
  blends: readonly LayerBlend[],
): Promise<Uint8Array> {
  const { width, height } = await sharp(overlay).metadata()
  const scaled = sharp(file).resize(1200)
  const { width: across, height: down } = await sharp(file).metadata()
  const base = { width: 1200, height: Math.round((1200 * down) / across) }
  const layers = blends.map((blend, index) => {
    const corner: string = CORNERS[index] ?? ''
    return {
      input: overlay as Buffer,
      left: corner.includes('left') ? 10 : base.width - width - 10,
      top: corner.includes('top') ? 10 : base.height - height - 10,
      blend: blend === 'normal' ? ('over' as const) : blend,
    }
  })
  return scaled.composite(layers).jpeg({ quality: 82 }).toBuffer()
}

/**
 * Runs a set. Most sets need three passes, because within one pass sharp rotates before it extends,
 * and composites before it changes colors.
 */
async function transform(id: SetName, file: Uint8Array, overlay: Uint8Array): Promise<Uint8Array> {
  const { threshold, layers, linear }: OperationSet = SETS[id]
  if (linear) return sharp(file).gamma(2.2).resize(400).jpeg({ quality: 82 }).toBuffer()
  if (layers) return layered(file, overlay, layers)
  const sides = { top: 40, right: 40, bottom: 40, left: 40 }
  const placed = sharp(file)
    .extract({ left: 200, top: 150, width: 3600, height: 2700 })
    .resize(1200)
    .gamma(1.8)
    .flip()
    .flop()
    .extend({ ...sides, background: WHITE })
    .negate({ alpha: false })
    .grayscale(threshold !== undefined)
  const colored = open(await rawOf(placed))
    .rotate(7, { background: BLACK })
    .threshold(threshold ?? 0)
    .blur(1.5)
    .sharpen({ sigma: 1 })
    .normalise()
    .tint('#ffb03d')
    .removeAlpha()
  const { data, raw } = await rawOf(colored)
  const { width, height } = await sharp(overlay).metadata()
  const place = { left: raw.width - width - 60, top: raw.height - height - 60 }
  return open({ data, raw })
    .composite([{ input: overlay as Buffer, ...place }])
    .jpeg({ quality: 82 })
    .toBuffer()
}

/**
 * Runs sharp on one thread: operations from raw pixels to raw pixels, and sets from file to file.
 */
export async function sharpSide(): Promise<Side> {
  const { opaque, soft } = paintPictures()
  const pictures = { opaque: await loadRaw(opaque, 'opaque'), soft: await loadRaw(soft, 'soft') }
  const [file, overlay] = [SET_SOURCE, SET_OVERLAY].map((path) => readFileSync(path))
  async function change(from: Raw, how: (image: Sharp) => Sharp): Promise<Run> {
    const { cpu, result } = await timed(() => rawOf(how(open(from))))
    return { cpu, pixels: result.raw.width * result.raw.height }
  }
  async function runSet(id: SetName): Promise<Run> {
    if (!file || !overlay) throw new Error('no sources')
    const { cpu, result } = await timed(() => transform(id, file, overlay))
    const { width, height } = await sharp(result).metadata()
    return { cpu, pixels: width * height, file: result }
  }
  async function operate(id: OperationId): Promise<Run> {
    const { theirs, picture } = OPERATIONS[id]
    if (!theirs) throw new Error(`sharp has no ${id}`)
    return change(pictures[picture], theirs)
  }
  return async ({ kind, id }) => {
    if (kind === 'set') return runSet(id)
    return kind === 'operation' ? operate(id) : change(pictures[id], (image) => image)
  }
}
