import { join, le16 } from '../bytes/image-writers.ts'
import { randomNumbers } from '../properties/random.ts'

type Color = readonly [r: number, g: number, b: number]

/** Parameters for LZW compression in an image. */
export interface CodeShape {
  /** Length in bits of a literal code. The default is the minimum for the color table. */
  readonly codeSize?: number
  /**
   * Behavior after all 4096 codes are used: start a new table (`clear`), or keep the table until
   * the end (`keep`).
   */
  readonly whenFull?: 'clear' | 'keep'
  /** `true` if the data begins with a clear code and ends with an end code, as GIF89a requires. */
  readonly framed?: boolean
  /** Maximum sub-block length in bytes. */
  readonly block?: number
}

export interface GifImage extends CodeShape {
  readonly width: number
  readonly height: number
  readonly left?: number
  readonly top?: number
  /** Palette indices, one byte per pixel, from top to bottom. */
  readonly indices: Uint8Array
  readonly interlaced?: boolean
  readonly transparent?: number
  /** Local color table. */
  readonly palette?: readonly Color[]
}

export interface GifFile {
  readonly width: number
  readonly height: number
  readonly palette?: readonly Color[]
  /** Images of the file, at least one. */
  readonly images: readonly [GifImage, ...GifImage[]]
}

/** Returns a color table of distinct colors. */
export function palette(count: number): Color[] {
  return Array.from({ length: count }, (_, index) => [(index * 37) & 255, (index * 91) & 255, 255 - index])
}

/**
 * Returns indices below `colors` that contain noise and runs, so that LZW makes strings of all
 * lengths.
 */
export function indices(count: number, colors: number, seed = count): Uint8Array {
  const random = randomNumbers(seed)
  const made = new Uint8Array(count)
  for (let at = 0; at < count; ) {
    const run = random() % 3 === 0 ? 1 + (random() % 60) : 1
    made.fill(random() % colors, at, at + run)
    at += run
  }
  return made
}

/** Returns an image of noise and runs. */
export function gifPicture(
  width: number,
  height: number,
  colors: number,
  rest: Partial<GifImage> = {},
): GifImage {
  return { width, height, indices: indices(width * height, colors), ...rest }
}

function bitWriter() {
  const bytes: number[] = []
  let bits = 0
  let count = 0
  return {
    write(code: number, width: number): void {
      bits |= code << count
      for (count += width; count >= 8; count -= 8) {
        bytes.push(bits & 255)
        bits >>>= 8
      }
    },
    end: () => Uint8Array.from(count > 0 ? [...bytes, bits] : bytes),
  }
}

/** Compresses indices by LZW (GIF89a, appendix F). */
export function lzw(
  data: Uint8Array | Uint16Array,
  codeSize: number,
  { whenFull = 'clear', framed = true }: CodeShape = {},
): Uint8Array {
  const clear = 1 << codeSize
  const out = bitWriter()
  let strings = new Map<number, number>()
  let next = clear + 2
  let width = codeSize + 1

  function reset(): void {
    strings = new Map()
    next = clear + 2
    width = codeSize + 1
  }
  function emit(code: number): void {
    out.write(code, width)
    if (next < 4096 && next++ === 1 << width) width++
  }

  if (framed) out.write(clear, width)
  let string = data[0] ?? 0
  for (const byte of data.subarray(1)) {
    const key = string * 4096 + byte
    const known = strings.get(key)
    if (known !== undefined) {
      string = known
      continue
    }
    if (next < 4096) strings.set(key, next)
    emit(string)
    if (next === 4096 && whenFull === 'clear') {
      out.write(clear, width)
      reset()
    }
    string = byte
  }
  emit(string)
  if (framed) out.write(clear + 1, width)
  return out.end()
}

/** Returns row numbers in the order of interlaced data (GIF89a, appendix E). */
function interlacedRows(height: number): number[] {
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const
  const rows = Array.from({ length: height }, (_, row) => row)
  return passes.flatMap(([first, step]) => rows.filter((row) => row % step === first))
}

/** Splits data into sub-blocks and appends the empty sub-block that ends them. */
export function subBlocks(data: Uint8Array, maxBytes = 255): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < data.length; at += maxBytes) {
    const piece = data.subarray(at, at + maxBytes)
    pieces.push(join(piece.length, piece))
  }
  return join(...pieces, 0)
}

/** Pads a color table to a power of two. `bits` is the size in the packed field. */
function table(colors: readonly Color[] | undefined) {
  if (!colors) return { bits: 0, bytes: new Uint8Array(0) }
  const size = Math.max(1, Math.ceil(Math.log2(colors.length)))
  const bytes = new Uint8Array(3 << size)
  bytes.set(colors.flat())
  return { bits: 0x80 | (size - 1), bytes }
}

function writeImage(image: GifImage, file: GifFile): Uint8Array {
  const { width, height, left = 0, top = 0, interlaced = false, transparent, block } = image
  const colors = image.palette?.length ?? file.palette?.length ?? 1 + Math.max(1, ...image.indices)
  const { codeSize = Math.max(2, Math.ceil(Math.log2(colors))) } = image
  const rows = interlaced ? interlacedRows(height) : Array.from({ length: height }, (_, row) => row)
  const data = join(...rows.map((row) => image.indices.subarray(row * width, (row + 1) * width)))
  const { bits, bytes } = table(image.palette)
  return join(
    transparent === undefined ? [] : [0x21, 0xf9, 4, 1, 0, 0, transparent, 0],
    join(0x2c, le16(left), le16(top), le16(width), le16(height), bits | (interlaced ? 0x40 : 0)),
    bytes,
    codeSize,
    subBlocks(lzw(data, codeSize, image), block),
  )
}

export function writeGif(file: GifFile): Uint8Array<ArrayBuffer> {
  const { bits, bytes } = table(file.palette)
  const screen = join('GIF89a', le16(file.width), le16(file.height), bits, 0, 0, bytes)
  return join(screen, ...file.images.map((image) => writeImage(image, file)), 0x3b)
}

/** Colors of images without a color table, as in sharp (GIF89a, 19). */
const DEFAULT_COLORS: readonly Color[] = [
  [0, 0, 0],
  [255, 255, 255],
]

/**
 * Returns the width and height of a GIF's screen. Viewers enlarge it to contain the first image.
 */
export function gifScreen({ width, height, images: [image] }: GifFile): { width: number; height: number } {
  const { left = 0, top = 0 } = image
  return { width: Math.max(width, left + image.width), height: Math.max(height, top + image.height) }
}

/** Returns the first image of a GIF as viewers show it, in RGBA. */
export function gifPixels(file: GifFile): Uint8Array {
  const { width, height } = gifScreen(file)
  const {
    palette,
    images: [image],
  } = file
  const { left = 0, top = 0, transparent } = image
  const colors = image.palette ?? palette ?? DEFAULT_COLORS
  const pixels = new Uint8Array(width * height * 4)
  for (let y = top; y < top + image.height; y++) {
    for (let x = left; x < left + image.width; x++) {
      const index = image.indices[(y - top) * image.width + x - left] ?? 0
      if (index !== transparent) pixels.set([...(colors[index] ?? [0, 0, 0]), 255], (y * width + x) * 4)
    }
  }
  return pixels
}
