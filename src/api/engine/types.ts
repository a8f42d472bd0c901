import type { Limits } from '../../limits.ts'

/**
 * An image to read. A `Response` must be successful. A stream and a `Response` can be read only
 * once, so a call uses them up, also if it fails.
 */
export type Input = ReadableStream<Uint8Array> | Uint8Array | ArrayBuffer | Blob | Response

/**
 * Picture and memory limits. Each has the same name, meaning and default as in the Worker's
 * configuration.
 */
export interface EngineLimits {
  /** Maximum input width and height, in pixels. Default: 30,000. */
  readonly side?: number | undefined
  /** Maximum number of input pixels. Default: 120,000,000. */
  readonly pixels?: number | undefined
  /** Maximum input length in bytes. Default: 67,108,864 (64 MiB). */
  readonly bytes?: number | undefined
  /** Maximum number of output pixels. Default: 16,777,216. */
  readonly output_pixels?: number | undefined
  /** Maximum number of pixels in an animation, over all its frames. Default: 150,000,000. */
  readonly animation_pixels?: number | undefined
  /**
   * Maximum bytes in WebAssembly memories and buffers that all calls in this isolate or process
   * hold. Default: 100,000,000, because Cloudflare ends an isolate at 128 MB, and its JavaScript
   * heap takes some 20 MB. Raise it only where the process has more memory. A codec takes at most 2
   * GiB.
   */
  readonly memory?: number | undefined
  /** Maximum number of calls that wait for their turn. Further calls are refused. Default: 128. */
  readonly queue?: number | undefined
  /**
   * Maximum milliseconds that a call waits for its turn, and again for memory. Default: 20,000.
   */
  readonly wait?: number | undefined
}

/** Names of the limits that a context may set. */
export type LimitName = keyof EngineLimits & keyof Limits

/** Services and limits for a call. All are optional. */
export interface Context {
  /** Aborts the call. The call rejects with the signal's reason, and cancels its input. */
  readonly signal?: AbortSignal | undefined
  /** Limits for pictures and memory. Absent limits have their defaults. */
  readonly limits?: EngineLimits | undefined
  /** The client's `Accept` header. It chooses the output for `format: 'auto'`. */
  readonly accept?: string | null | undefined
  /**
   * Formats that `format: 'auto'` may choose besides JPEG and PNG, best first. Replaces `accept`.
   */
  readonly accepts?: readonly ('jxl' | 'avif' | 'webp')[] | undefined
  /**
   * Opens an overlay's file or a font. It is called before the call takes its turn, so it may
   * itself transform images. It is called again for a stream or a `Response` whose header has more
   * than 256 KB.
   * @param address the option's value, such as `/logo.png`
   * @param signal fires when the call is aborted
   */
  readonly files?: ((address: string, signal: AbortSignal) => Input | Promise<Input>) | undefined
  /** Address of the font for texts without `olfont`. */
  readonly font?: string | undefined
  /**
   * Key for invisible marks: at least 32 random bytes, or the Worker's secret `MARK_KEYS`. Only the
   * first key in that secret is used.
   */
  readonly markKey?: Uint8Array | string | undefined
}

/** Facts about an output. */
export interface ResultInfo {
  /** Output format. */
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif' | 'jxl'
  /** Length of `body` in bytes. */
  readonly bytes: number
  /** Quality that was searched for `max_bytes` or `autoquality`. */
  readonly quality?: number | undefined
  /** Number of encodes in that search. */
  readonly tries?: number | undefined
  /** Frame count. Only set if the output is animated. */
  readonly frames?: number | undefined
  /** Set if `hdr` was asked for and the input has a gain map. */
  readonly hdr?: 'kept' | 'dropped' | undefined
  /** `true` if `body` is the input itself, because encoding it again would make it larger. */
  readonly isOriginal: boolean
}

/** A transformed image. */
export interface Result {
  /** Output bytes. */
  readonly body: Uint8Array<ArrayBuffer>
  /** Media type of `body`, such as `image/webp`. */
  readonly type: string
  /** Width in pixels; in an animation, each frame's. */
  readonly width: number
  /** Height in pixels; in an animation, each frame's. */
  readonly height: number
  /** Further facts about the output. */
  readonly info: ResultInfo
}

/** Facts about an image, as in the JSON for `output=json`. */
export interface Description {
  /** The file's format, whatever its name. */
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'gif' | 'jxl'
  /** Length in bytes, if it is known. */
  readonly size?: number
  /** Width in pixels of the upright picture. */
  readonly width: number
  /** Height in pixels of the upright picture. */
  readonly height: number
  /** EXIF orientation, from 1 to 8. */
  readonly orientation: number
  /** `true` if pixels may be transparent. */
  readonly alpha: boolean
  /**
   * Frame count: 1 for a still image. `null` for a JPEG XL whose frames only a decoder could count.
   */
  readonly frames: number | null
  /** Gain map from an HDR photo. */
  readonly gainMap?: { readonly width: number; readonly height: number; readonly channels: 1 | 3 }
  /** `false` if this build cannot decode the format. */
  readonly decoded?: false
  /** Most frequent color, as `#rrggbb`. */
  readonly dominant?: string
  /** The picture's ThumbHash, in base64. */
  readonly thumbhash?: string
}

/** Answer to the question if a transform fits into memory and limits. */
export type Capacity = Fitting | Refused

/** A transform that fits. */
export interface Fitting {
  /** `true`: the transform fits. */
  readonly fits: true
  /** Memory that the transform plans, in bytes. */
  readonly bytes: number
  /** Memory limit in bytes. */
  readonly limit: number
  /** Output width in pixels. */
  readonly width: number
  /** Output height in pixels. */
  readonly height: number
  /** Output format. */
  readonly format: ResultInfo['format']
  /** `true` if the transform would have to wait now, because other calls hold the memory. */
  readonly waits: boolean
}

/** A transform that does not fit. */
export interface Refused {
  /** `false`: the transform would be refused. */
  readonly fits: false
  /** Memory limit in bytes. */
  readonly limit: number
  /** Code of the failure that the transform would throw. */
  readonly code: 'over-budget' | 'too-large' | 'source-too-large'
  /** Sentence that tells what to change. */
  readonly reason: string
  /** Largest output with the same shape that fits, if one does. */
  readonly largest?: { readonly width: number; readonly height: number } | undefined
}
