import type { ByteSource } from '../bytes/byte-source.ts'
import type { OptionValue } from '../options/options.ts'
import type { CommonHeader } from '../picture/header.ts'
import type { DecodeScale, Picture, Pixels, Scale } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Spread } from '../picture/spread.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { InstanceNeed } from '../wasm/needs.ts'
import type { AnimationDecoder } from './animation-decoder.ts'
import type { Attempts } from './attempts.ts'
import type { Decoding } from './decoding.ts'
import type { FileLimit } from './file-limit.ts'

/**
 * Area that redaction must cover in lossless formats: a stored pixel affects only the same decoded
 * pixel.
 */
export const NO_SPREAD: Spread = { block: { width: 1, height: 1 }, reach: 0 }

/**
 * Area that redaction must cover in lossy WebP and AVIF: loop filters and chroma upsampling carry
 * traces of a stored pixel up to 16 pixels away.
 */
export const LOSSY_SPREAD: Spread = { ...NO_SPREAD, reach: 16 }

/**
 * Decodes images in one format, in an instance that serves one image at a time.
 * @typeParam Header with the fields that the format adds
 */
export interface Decoder<Header extends CommonHeader = CommonHeader> {
  /** `true` if the build leaves the decoder out, so that every call fails. */
  readonly isMissing?: boolean
  /**
   * `true` if the decoder needs the whole file before it starts. This holds for all codecs outside
   * the kernel.
   */
  readonly needsWholeInput: boolean
  /**
   * Scales at which the format can be decoded, in eighths of each side, in ascending order up to 8.
   */
  readonly decodeScales: readonly DecodeScale[]
  /**
   * Returns the maximum bytes that a decode holds at a time. They include the part of the file that
   * the decoder keeps.
   * @param byteLength the compressed image's length in bytes
   */
  memory(header: Header, byteLength: number, scale: Scale): number
  /**
   * Returns the number of `memory()` bytes that live in the kernel. Only decoders that need the
   * whole file implement this function. If such a decoder does not implement it, the number is 0.
   * The other decoders' memory lives entirely in the kernel.
   */
  kernelMemory?(header: Header, byteLength: number): number
  /**
   * Returns the instance that a foreign codec needs, and the number of `memory()` bytes that live
   * in that instance.
   */
  instance?(header: Header, byteLength: number): InstanceNeed
  /**
   * Returns the area in the decoded picture in which one stored pixel leaves a trace. `redact`
   * covers this area around its boxes too, so that nothing inside them shows.
   */
  spread(header: Omit<Header, 'format'>): Spread
  /**
   * Decodes the image. Reading the strips may throw the same failures.
   * @throws Failure corrupt, unsupported
   */
  decode(
    input: ByteSource,
    header: Header,
    kernel: Kernel,
    scale: Scale,
    decoding?: Decoding,
  ): Promise<Pixels>
  /** Animation decoder, for formats whose files may have several frames. */
  readonly animation?: AnimationDecoder<Header>
}

/** Encoder effort: `fast` to answer soon, `best` for the smallest file. */
export type Effort = OptionValue<'effort'>

/** Settings for all encoders. Each encoder reads the settings for its own format. */
export interface EncodeSettings {
  /** Quality for lossy images, 1 to 100. */
  readonly quality: number
  readonly lossless: boolean
  /**
   * `true` for near-lossless WebP: the pixels are changed slightly to compress better, then encoded
   * without loss. `quality` limits the changes. `lossless` wins.
   */
  readonly nearLossless: boolean
  /** Alpha plane quality, 0 to 100. */
  readonly alphaQuality: number
  readonly progressive: boolean
  /**
   * Chroma resolution in a JPEG. `420` halves its width and height, `444` keeps them. With `auto`
   * the encoder decides by the picture, and the memory is planned for `444`.
   */
  readonly subsampling: OptionValue<'subsampling'>
  /** PNG compression level, from 0 (stored without compression) to 9 (smallest file). */
  readonly compression: number
  /** `true` if a PNG encoder chooses the best filter for each row separately. */
  readonly adaptive: boolean
  /** Maximum number of colors in a PNG, 2 to 256. `undefined` keeps all colors. */
  readonly colors: number | undefined
  /** `true` if a PNG with reduced colors is dithered. */
  readonly dither: boolean
  /** Encoder effort for JPEG, lossy WebP and lossless JPEG XL. Others ignore it. */
  readonly effort: Effort
  /** `true` if any picture pixel may be transparent. */
  readonly alpha: boolean
  /** Present if the colors are in Display P3, for encoders that mark them accordingly. */
  readonly isDisplayP3?: true
  /** Present if an RGB profile is embedded. Gray samples cannot have one (PNG 11.3.2.3). */
  readonly hasRgbProfile?: true
  /** The picture's bits per sample; 8 if absent. */
  readonly depth?: 16
  /**
   * Present if there is memory to encode a drawing without loss, too. The shorter file is the
   * result.
   */
  readonly triesLossless?: true
}

/**
 * Color profiles that an encoder's images keep. `any`: ICC profiles are embedded. `display-p3`:
 * colors may be in Display P3, which the encoder marks. `none`: colors are in sRGB.
 */
export type ProfileSupport = 'any' | 'display-p3' | 'none'

/** `true` if pixels are stored without loss, after small changes if they are near-lossless. */
export const isLossless = ({ lossless, nearLossless }: EncodeSettings): boolean => lossless || nearLossless

/** Encodes pictures in one format. */
export interface Encoder {
  /** Maximum width and height in pixels. */
  readonly maxSide: number
  /**
   * Quality if the request names none: `DEFAULT_QUALITY`, or 100 for a format without one.
   */
  readonly defaultQuality: number
  /**
   * `true` if, with these settings, the encoder stores chroma at the picture's full width and
   * height.
   */
  keepsChroma(size: Size, settings: EncodeSettings): boolean
  /**
   * Returns the chroma in the planes that the encoder takes instead of RGBA with these settings: at
   * the picture's full width and height, or halved. The encoder then takes gray pictures, too.
   * Returns `undefined` if it takes RGBA alone, as encoders without this function do.
   */
  planes?(settings: EncodeSettings): 'full' | 'halved' | undefined
  /** `true` if the encoder also takes planes with halved chroma where it prefers `full`. */
  readonly takesHalved?: boolean
  /** Returns `true` if the encoder takes 16-bit RGBA with these settings, too. */
  takesWide?(settings: EncodeSettings): boolean
  /** `true` if the encoder's images can be transparent. */
  readonly alpha: boolean
  readonly profile: ProfileSupport
  /**
   * Returns the maximum number of bytes that an encode holds at a time beside the picture and one
   * copy of the encoded file.
   * @param isPlanar `true` if the encoder gets planes instead of RGBA
   */
  memory(size: Size, settings: EncodeSettings, isPlanar?: boolean): number
  /** Returns the number of `memory()` bytes that live in the kernel. */
  kernelMemory(size: Size, settings: EncodeSettings, isPlanar?: boolean): number
  /**
   * Returns the instance that a foreign codec needs, and the number of `memory()` bytes that live
   * in that instance. Returns `undefined` if no foreign codec is used.
   */
  instance?(size: Size, settings: EncodeSettings): InstanceNeed | undefined
  /** Returns an encoded file's maximum length in bytes. Noise may reach it. */
  maxFile(size: Size, settings: EncodeSettings): number
  /**
   * Encodes a picture, which it may overwrite.
   * @param limit file limit; without it, the file may have any length
   * @throws Failure too-large: the picture exceeds the format's limits; over-budget: the file
   *   exceeds its limit
   */
  encode(
    picture: Picture,
    settings: EncodeSettings,
    kernel: Kernel,
    limit?: FileLimit,
  ): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Returns `true` if a file with these settings may be longer than a lossless one, so that
   * `triesLossless` has an effect.
   */
  maySaveLossless?(settings: EncodeSettings): boolean
  /**
   * Opens a picture that is encoded with loss, at qualities up to the quality in the settings. The
   * kernel memory is the same as for one encode. An encoder whose files do not depend on a quality
   * does not implement the function.
   * @param picture may be overwritten by the function, but not by the encodes
   */
  attempts?(picture: Picture, settings: EncodeSettings, kernel: Kernel): Attempts
}

/**
 * Size in bytes of the memory for reading an original: one piece of the file, and the buffers in
 * the platform and the reader.
 */
export const READING_BYTES = 1 << 20

/** Returns the large memory's size in bytes while a decode calls a foreign codec. */
export const codecPart = <Header extends CommonHeader>(
  { instance }: Decoder<Header>,
  header: Header,
  byteLength: number,
): number => instance?.(header, byteLength).bytes ?? 0

/** Returns a decode's kernel memory in bytes. */
export function kernelPart<Header extends CommonHeader>(
  decoder: Decoder<Header>,
  header: Header,
  byteLength: number,
  scale: Scale,
): number {
  if (decoder.needsWholeInput) return decoder.kernelMemory?.(header, byteLength) ?? 0
  return decoder.memory(header, byteLength, scale)
}
