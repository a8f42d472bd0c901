import { Failure } from '../../../errors.ts'
import { callForeign } from '../../wasm/foreign.ts'
import { type Libheif, startLibheif } from './libheif.ts'

/** libheif's numbers for color spaces, chroma formats and channels (`heif_image.h`). */
export const COLORS = {
  '4:0:0': { colorspace: 2, chroma: 0, channels: [0] },
  '4:2:0': { colorspace: 0, chroma: 1, channels: [0, 1, 2] },
  rgb: { colorspace: 1, chroma: 3, channels: [3, 4, 5] },
  rgba: { colorspace: 1, chroma: 11, channels: [10] },
} as const

export type Colors = keyof typeof COLORS

/** A decoded picture's plane, in libheif's memory. */
export interface DecodedPlane {
  readonly bytes: Uint8Array
  readonly stride: number
  readonly width: number
  readonly height: number
}

/**
 * A file in libheif's memory. Every function may throw `Failure` corrupt, unsupported or
 * over-budget.
 */
export interface Session {
  /** View of the memory into which the caller writes the file before it calls `open`. */
  readonly file: Uint8Array
  /**
   * Reads the file's item tables.
   * @param item item with the picture to decode
   */
  open(item: number): void
  /**
   * Decodes a grid tile, or the picture if there is no grid. It calls `use` with the planes, which
   * are valid until `use` returns. `irot`, `imir` and `clap` are not applied.
   */
  decodeTile<T>(column: number, row: number, colors: Colors, use: (planes: readonly DecodedPlane[]) => T): T
  /** Decodes the whole picture with its alpha. The planes stay valid afterwards. */
  decodeWhole(colors: Colors): readonly DecodedPlane[]
}

/**
 * Byte offsets of fields in the struct `heif_security_limits`. The fields limit the work that a
 * hostile file can cause. Limits for pixels, tiles and bytes have 64 bits, and the others have 32.
 */
const LIMITS = { pixels: 8, tiles: 16, items: 28, block: 40, extents: 52, children: 60, total: 64 } as const
const MAX_TILES = 4096
const MAX_ITEMS = 10_000
const MAX_EXTENTS = 64

/** Byte offsets of fields in the struct `heif_decoding_options`. */
const OPTIONS = { ignoreTransformations: 1, convertTo8Bits: 20, strict: 21, keepColors: 69 } as const

/** Values of `heif_error_code` for unsupported file types and features. */
const UNSUPPORTED = [3, 4]

const ERROR_BYTES = 12
/**
 * Maximum number of pixels that libheif accepts in one image. An original's configured limits are
 * checked before, with the width and height in its header.
 */
export const MAX_PIXELS = 1 << 28

/**
 * Starts libheif for one file.
 * @param memory memory that is all zeros
 * @param byteLength file length in bytes
 * @param limit maximum memory length in bytes
 * @param checkSeat throws if the memory must not be used any more
 */
export function startSession(
  memory: WebAssembly.Memory,
  byteLength: number,
  limit: number,
  checkSeat: () => void = () => undefined,
): Session {
  const lines: string[] = []
  const { lib, refused } = startLibheif(memory, limit)
  const words = () => new DataView(memory.buffer)
  const address = (bytes: number) => {
    const at = lib.malloc(bytes)
    if (at === 0) throw overBudget(limit)
    return at
  }

  /** Calls libheif. Any exception after a failed allocation is reported as `over-budget`. */
  function guarded<T>(call: () => T): T {
    checkSeat()
    try {
      return callForeign('corrupt', lines, call)
    } catch (error) {
      throw refused() ? overBudget(limit) : error
    }
  }

  const at = guarded(() => address(byteLength))
  const [error, result] = guarded(() => [address(ERROR_BYTES), address(8)] as const)
  let handle = 0
  let options = 0

  function check(): void {
    const code = words().getUint32(error, true)
    if (code === 0) return
    const detail = `libheif ${code}.${words().getUint32(error + 4, true)}: ${textAt(memory, words().getUint32(error + 8, true))}`
    if (UNSUPPORTED.includes(code))
      throw new Failure('unsupported', 'HEIC: this kind of image is not supported; save it as JPEG', detail)
    throw new Failure(
      'corrupt',
      'HEIC: the image data is damaged or incomplete; upload the file again',
      detail,
    )
  }

  function setLimits(context: number): void {
    const limits = lib.heif_context_get_security_limits(context)
    const view = words()
    view.setBigUint64(limits + LIMITS.pixels, BigInt(MAX_PIXELS), true)
    view.setBigUint64(limits + LIMITS.tiles, BigInt(MAX_TILES), true)
    view.setUint32(limits + LIMITS.items, MAX_ITEMS, true)
    view.setBigUint64(limits + LIMITS.block, BigInt(limit), true)
    view.setUint32(limits + LIMITS.extents, MAX_EXTENTS, true)
    view.setUint32(limits + LIMITS.children, MAX_ITEMS, true)
    view.setBigUint64(limits + LIMITS.total, BigInt(limit), true)
  }

  function open(item: number): void {
    const context = lib.heif_context_alloc()
    setLimits(context)
    lib.heif_context_read_from_memory_without_copy(error, context, at, byteLength, 0)
    check()
    lib.heif_context_get_image_handle(error, context, item, result)
    check()
    handle = words().getUint32(result, true)
    options = lib.heif_decoding_options_alloc()
    const view = words()
    for (const offset of Object.values(OPTIONS)) view.setUint8(options + offset, 1)
  }

  function planesOf(image: number, colors: Colors): readonly DecodedPlane[] {
    return COLORS[colors].channels.map((channel) => planeOf(lib, image, channel, result))
  }

  return {
    get file() {
      return new Uint8Array(memory.buffer, at, byteLength)
    },
    open: (item) => guarded(() => open(item)),
    decodeTile: (column, row, colors, take) =>
      guarded(() => {
        const { colorspace, chroma } = COLORS[colors]
        lib.heif_image_handle_decode_image_tile(
          error,
          handle,
          result,
          colorspace,
          chroma,
          options,
          column,
          row,
        )
        check()
        const image = words().getUint32(result, true)
        const used = take(planesOf(image, colors))
        lib.heif_image_release(image)
        return used
      }),
    decodeWhole: (colors) =>
      guarded(() => {
        const { colorspace, chroma } = COLORS[colors]
        lib.heif_decode_image(error, handle, result, colorspace, chroma, options)
        check()
        return planesOf(words().getUint32(result, true), colors)
      }),
  }
}

function planeOf(lib: Libheif, image: number, channel: number, result: number): DecodedPlane {
  const start = lib.heif_image_get_plane_readonly2(image, channel, result)
  const stride = new DataView(lib.memory.buffer).getUint32(result, true)
  const width = lib.heif_image_get_width(image, channel)
  const height = lib.heif_image_get_height(image, channel)
  if (start === 0 || lib.heif_image_get_bits_per_pixel_range(image, channel) !== 8)
    throw new Failure('unsupported', 'HEIC: this kind of image is not supported; save it as JPEG')
  return { bytes: new Uint8Array(lib.memory.buffer, start, stride * height), stride, width, height }
}

function overBudget(limit: number): Failure {
  const planned = Math.ceil(limit / 1e6)
  return new Failure(
    'over-budget',
    `the image takes more than the ${planned} MB planned for one of its size: save it again, or in another format`,
  )
}

const MAX_TEXT = 200

function textAt({ buffer }: WebAssembly.Memory, at: number): string {
  const bytes = new Uint8Array(buffer, at, Math.min(MAX_TEXT, buffer.byteLength - at))
  const end = bytes.indexOf(0)
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? undefined : end))
}
