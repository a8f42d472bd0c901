import { Failure } from '../../../errors.ts'
import { growTo, WASM_PAGE } from '../../../wasm-memory/page.ts'
import type { Size } from '../../picture/size.ts'
import av1Wasm from '../../wasm/built/av1-decoder.wasm'
import type { CodecModule, Factory } from '../../wasm/emscripten.ts'
import type { TilePlanes } from '../heif/tile-strips.ts'

/** The dav1d decoder, for 8 bits and 4:2:0. */
export interface Av1Decoder {
  /**
   * Decodes an item's only picture.
   * @param parts the item's data
   * @param take receives Y, Cb and Cr, which are valid until it returns
   * @throws Failure corrupt: the picture has another size, or there are several pictures
   * @throws the module's other errors
   */
  decode(parts: readonly Uint8Array[], size: Size, take: (planes: TilePlanes) => void): void
  /**
   * Decodes an item's only picture, and keeps it in the module's memory. Throws the same errors as
   * `decode`.
   */
  hold(parts: readonly Uint8Array[], size: Size): HeldPicture
}

/** Picture in dav1d's memory. */
export interface HeldPicture {
  /** Y, Cb and Cr, which are valid until `release` is called. */
  readonly planes: TilePlanes
  /** Closes the decoder, which frees the picture. */
  release(): void
}

/** ogv.js exports, under the letters that its build gave them. */
interface Exports {
  readonly h: WebAssembly.Memory
  /** Runs the static constructors in the module's C++ code, once after the start. */
  i(): void
  /** Opens the module's only decoder, which the export `l` closes. */
  j(): void
  l(): void
  /** Decodes data and reports each picture. Returns 0 if decoding fails. */
  n(data: number, length: number): number
  free(address: number): void
  malloc(length: number): number
}

type Report = (...values: number[]) => void

/**
 * WASI and Emscripten error codes that the imports for closing and seeking a file return, because
 * the module has no files.
 */
const [NO_CLOSE, NO_SEEK] = [52, 70]

function grow(memory: WebAssembly.Memory, length: number): boolean {
  try {
    growTo(memory, length >>> 0)
    return true
  } catch {
    return false
  }
}

/**
 * Prints the buffers that the module writes to a file, such as its error messages. Each list entry
 * has one buffer's address and length.
 * @returns the buffers' total length in bytes
 */
function printed({ buffer }: WebAssembly.Memory, list: number, count: number, print: (line: string) => void) {
  const view = new DataView(buffer)
  let total = 0
  for (let at = list; at < list + 8 * count; at += 8) {
    const length = view.getUint32(at + 4, true)
    print(new TextDecoder().decode(new Uint8Array(buffer, view.getUint32(at, true), Math.min(length, 200))))
    total += length
  }
  return total
}

/** Returns the functions that the module imports, under the letters that its build gave them. */
function importsOf(memory: () => WebAssembly.Memory, print: (line: string) => void, report: Report) {
  return {
    a(_file: number, list: number, count: number, written: number) {
      const total = printed(memory(), list, count, print)
      new DataView(memory().buffer).setUint32(written, total, true)
      return 0
    },
    b() {
      throw new Error('the decoder has aborted')
    },
    c: () => NO_SEEK,
    d: (length: number) => Number(grow(memory(), length)),
    e: () => NO_CLOSE,
    f(to: number, from: number, length: number) {
      new Uint8Array(memory().buffer).copyWithin(to, from, from + length)
    },
    g: report,
  }
}

const contradiction = (reason: string) =>
  new Failure('corrupt', 'the image data contradicts its header; upload the file again', reason)

/**
 * Returns the planes for a picture that ogv.js reports.
 * @param values each plane's address and stride; width and height of the frame and its chroma,
 *   rounded up to whole chroma samples; the picture's width and height
 */
function planesOf({ buffer }: WebAssembly.Memory, values: readonly number[], expected: Size): TilePlanes {
  const [y = 0, yStride = 0, cb = 0, cbStride = 0, cr = 0, crStride = 0, , , , half = 0, width, height] =
    values
  if (width !== expected.width || height !== expected.height || half !== Math.ceil(height / 2))
    throw contradiction(`${expected.width}x${expected.height} became ${values.slice(6, 12).join()}`)
  const plane = (at: number, stride: number, rows: number) => ({
    bytes: new Uint8Array(buffer, at, stride * rows),
    stride,
  })
  return [plane(y, yStride, height), plane(cb, cbStride, half), plane(cr, crStride, half)]
}

function upload({ h, malloc }: Exports, parts: readonly Uint8Array[], length: number): number {
  const address = malloc(length)
  if (address === 0) throw new Error('there is no memory for the data')
  let at = address
  for (const part of parts) {
    new Uint8Array(h.buffer).set(part, at)
    at += part.length
  }
  return address
}

/**
 * Starts the module without ogv.js's glue code. That glue copies each picture, mistakes workerd for
 * Node, and grows the memory by an extra fifth.
 */
const factory: Factory<Av1Decoder> = async ({ instantiateWasm, printErr }) => {
  let exports: Exports | undefined
  let report: Report | undefined
  const started = () => {
    if (!exports) throw new Error('the decoder has not started')
    return exports
  }
  const imports = importsOf(
    () => started().h,
    printErr,
    (...values) => report?.(...values),
  )
  instantiateWasm({ a: imports }, (instance) => {
    const { o: free, q: malloc, ...others } = instance.exports
    exports = { ...others, free, malloc } as unknown as Exports
  })
  started().i()
  /** Decodes an item. Returns the values that the module reports for its only picture. */
  function decoded(parts: readonly Uint8Array[]): readonly number[] {
    const decoder = started()
    const pictures: (readonly number[])[] = []
    report = (...values) => {
      if (pictures.length > 0) throw contradiction('there are several pictures in an item')
      pictures.push(values)
    }
    // A decoder keeps all pictures until it is closed, so each item gets a new decoder.
    decoder.j()
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const address = upload(decoder, parts, length)
    decoder.n(address, length)
    decoder.free(address)
    // Drop `report`, because an idle instance must not keep anything that belongs to a request.
    report = undefined
    const [picture] = pictures
    if (!picture) throw new Error('the decoder gave no picture')
    return picture
  }

  function hold(parts: readonly Uint8Array[], size: Size): HeldPicture {
    const planes = planesOf(started().h, decoded(parts), size)
    return { planes, release: () => started().l() }
  }

  return {
    hold,
    decode(parts, size, take) {
      const { planes, release } = hold(parts, size)
      take(planes)
      release()
    },
  }
}

/** Pages that hold the module's data and stack. */
const PAGES = 16

export const AV1_DECODER: CodecModule<Av1Decoder> = { factory, wasm: av1Wasm, initial: PAGES * WASM_PAGE }
