import { openPieces } from '../../bytes/pieces.ts'
import { releaseBuffer, replaced } from '../../bytes/release.ts'
import { PNG_ADAPTIVE, PNG_NONE, PNG_PAETH } from '../../constants/kernel.ts'
import type { Frame } from '../../picture/picture.ts'
import type { Size } from '../../picture/size.ts'
import { isInside, type Kernel, view } from '../../wasm/kernel.ts'
import { type FileLimit, UNLIMITED } from '../file-limit.ts'
import { bands } from './bands.ts'
import { type Choice, choicesOf, chooseForm, smallest } from './choose-form.ts'
import { SIGNATURE, writeChunk } from './chunks.ts'
import { type FilteredRows, openFilteredRows } from './filtered-rows.ts'
import { type Form, indicesForm } from './form.ts'
import { reduceColors } from './reduce-colors.ts'
import { deflate, ZLIB_BUFFER } from './zlib.ts'

/** Settings for `writePng`. */
export interface PngSettings {
  /**
   * Compression level, from 0 (stored without compression) to 9 (smallest file). The default is 3.
   */
  readonly compression?: number | undefined
  /** `true` if the writer chooses the best filter for each row. */
  readonly adaptive?: boolean | undefined
  /** `true` if any pixel may be transparent. If not, no alpha is written. */
  readonly alpha: boolean
  /** Present if an RGB profile will be embedded, so that no gray form is chosen. */
  readonly hasRgbProfile?: true | undefined
  /** Maximum number of colors, 2 to 256. If it is absent, no color is changed. */
  readonly colors?: number | undefined
  /** `false` if a picture whose colors are reduced is not dithered. */
  readonly dither?: boolean | undefined
}

const DEFAULT_COMPRESSION = 3

/**
 * Encodes a PNG with at most 8 bits per sample, in the form that makes it smallest: gray or
 * colored, with or without alpha, or with a palette. The writer holds the compressed bytes and one
 * band of rows.
 *
 * @param frame the frame. If its pixels lie in the kernel's memory, they are overwritten; if not,
 *   they are copied into it
 * @param kernel an instance that encodes no other PNG; its memory may grow
 */
export async function writePng(
  frame: Frame,
  settings: PngSettings,
  kernel: Kernel,
  limit: FileLimit = UNLIMITED,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = frame
  const length = width * height * 4
  const address = isInside(kernel, frame.data) ? frame.data.byteOffset : copied(kernel, frame.data)
  const { rows, choice } = await prepare(frame, address, settings, kernel)
  const { form, filtering } = choice
  const file = openPieces(limit.check)
  const addChunk = (type: string, data: Uint8Array) => writeChunk(type, data).forEach(file.add)
  file.add(Uint8Array.from(SIGNATURE, (c) => c.charCodeAt(0)))
  addChunk('IHDR', header(width, height, form))
  if (form.palette) addChunk('PLTE', form.palette)
  if (form.transparency) addChunk('tRNS', form.transparency)
  let last: Uint8Array = new Uint8Array(0)
  try {
    for await (const data of deflate(bands(rows, filtering.filter), filtering.level)) {
      // zlib writes into a buffer until it is full. Bun copies some pieces.
      const isCopy = data.buffer.byteLength !== ZLIB_BUFFER
      if (!isCopy) last = replaced(last, data)
      addChunk('IDAT', data)
      if (isCopy) releaseBuffer(data)
    }
    addChunk('IEND', new Uint8Array(0))
  } catch (error) {
    file.drop()
    throw error
  } finally {
    releaseBuffer(last)
  }
  // All rows are written, so their memory is free.
  return file.join(view(kernel, address, length))
}

function copied(kernel: Kernel, data: Uint8Array): number {
  const address = kernel.alloc(data.length)
  view(kernel, address, data.length).set(data)
  return address
}

/** Reduces the frame's colors if necessary. Chooses the form and the filter for its rows. */
async function prepare(
  size: Size,
  address: number,
  settings: PngSettings,
  kernel: Kernel,
): Promise<{ readonly rows: FilteredRows; readonly choice: Choice }> {
  const { compression = DEFAULT_COMPRESSION, adaptive = false, alpha, colors, dither = true } = settings
  const pixels = size.width * size.height
  // Paeth is the fixed filter that made photographs smallest. Files were a fifth larger without a
  // filter, and a twentieth larger with Up.
  const filter = adaptive ? PNG_ADAPTIVE : PNG_PAETH
  const filterings = {
    plain: { filter: PNG_NONE, level: plainLevel(compression) },
    indexed: { filter: PNG_NONE, level: indexedLevel(compression) },
    filtered: { filter, level: compression },
  }
  const rows = openFilteredRows(size, address, alpha ? 4 : 3, filter, kernel)
  const count = kernel.pngEncodeSurvey(address, pixels)
  const exact = count > 0 ? view(kernel, kernel.pngEncodeColors(), 4 * count).slice() : undefined
  if (colors === undefined || (count > 0 && count <= colors)) {
    const content = {
      colors: exact,
      mayBeGray: !settings.hasRgbProfile,
      traits: () => kernel.pngEncodeTraits(address, pixels),
    }
    return { rows, choice: await chooseForm(rows, kernel, content, filterings) }
  }
  const form = indicesForm(reduceColors(kernel, address, size, { colors, dither, alpha }))
  rows.use(form.kind)
  return { rows, choice: await smallest(rows, kernel, choicesOf(form, filterings)) }
}

/**
 * Returns zlib's compression level for rows without a filter. It raises the medium levels 3 to 5 by
 * 1. From level 4 on, zlib prefers a longer match that begins one byte later ("lazy" matching, RFC
 * 1951, 4). Ten of eleven pictures with repeated pixels were 7 to 26 % smaller with level 4 than
 * with level 3 (2026-11-29).
 */
function plainLevel(compression: number): number {
  return compression >= 3 && compression <= 5 ? compression + 1 : compression
}

/**
 * Returns zlib's compression level for rows with one sample per pixel. They have a third of RGB's
 * bytes, so they afford a longer search. On 25 drawings and screenshots, files became 3 % smaller
 * with level 5 than with level 4, and 1 % smaller with level 7 than with 6 (2026-11-30).
 */
function indexedLevel(compression: number): number {
  if (compression < 3 || compression > 6) return compression
  return compression === 6 ? 7 : 5
}

/** Returns IHDR's content (PNG 11.2.1) for an image that is not interlaced. */
function header(width: number, height: number, { kind, colorType }: Form): Uint8Array {
  const body = new DataView(new ArrayBuffer(13))
  body.setUint32(0, width)
  body.setUint32(4, height)
  body.setUint8(8, kind.depth)
  body.setUint8(9, colorType)
  return new Uint8Array(body.buffer)
}
