import type { InstanceNeed } from '../memory/pool.ts'
import type { Header } from '../picture/header.ts'
import type { Eighths, Picture, Pixels, Scale } from '../picture/picture.ts'
import type { Size } from '../picture/size.ts'
import type { Spread } from '../picture/spread.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { Animation } from './animation.ts'

/** A compressed image as it arrives. */
export interface ByteSource {
  /** The whole image in one piece; throws `Failure` source-too-large beyond the limit. */
  readAll(): Promise<Uint8Array<ArrayBuffer>>
  /** The image piece by piece; a piece is valid until the next one is requested. */
  chunks(): AsyncIterable<Uint8Array>
}

/** The spread of formats without loss. */
export const NO_SPREAD: Spread = { block: { width: 1, height: 1 }, reach: 0 }

/** Loop filters and chroma upsampling of lossy WebP and AVIF carry a pixel this far. */
export const LOSSY_SPREAD: Spread = { ...NO_SPREAD, reach: 16 }

/** Decodes all frames of a format's animations; of GIF also a file with one. */
export interface AnimationDecoder {
  /**
   * Most bytes of the kernel's memory that all frames take, whatever their number.
   * @param size length of the file in bytes
   */
  memory(header: Header, size: number): number
  /** Throws `Failure`: corrupt, unsupported, also while frames are read. */
  open(input: ByteSource, header: Header, kernel: Kernel): Promise<Animation>
}

/** Decodes images of one format, in an instance that serves one image at a time. */
export interface Decoder {
  /** Whether it takes the whole image, as codecs outside the kernel do. */
  readonly needsWholeInput: boolean
  /** The scales at which it can decode, in eighths of the sides, ascending to 8. */
  readonly eighths: readonly Eighths[]
  /**
   * Most bytes that a decode holds at a time, what it keeps of its input included.
   * @param size length of the compressed image in bytes
   */
  memory(header: Header, size: number, scale: Scale): number
  /** The part of these in the kernel, of a decoder that takes the whole image; of others all are. */
  kernelMemory?(header: Header, size: number): number
  /** The part of these in the instance of a foreign codec. */
  instance?(header: Header, size: number): InstanceNeed
  /** What `redact` must cover beyond its boxes, so that nothing of them shows. */
  spread(header: Pick<Header, 'sampling' | 'webp' | 'canvas'>): Spread
  /**
   * Throws `Failure`: corrupt, unsupported, also while the strips are read.
   * @param signal ends work that gives others their turn, on the frames before a page
   */
  decode(
    input: ByteSource,
    header: Header,
    kernel: Kernel,
    scale: Scale,
    signal?: AbortSignal,
  ): Promise<Pixels>
  /** Of a format whose files may have several frames. */
  readonly animation?: AnimationDecoder
}

/** Settings of all encoders; each reads those of its format. */
export interface EncodeSettings {
  /** 1 to 100. */
  readonly quality: number
  readonly lossless: boolean
  /** Lossless, of pixels that are changed to compress well, as far as `quality` allows. */
  readonly nearLossless: boolean
  /** 0 to 100. */
  readonly alphaQuality: number
  readonly progressive: boolean
  /** 0, stored, to 9, smallest. */
  readonly compression: number
  /** Whether the best filter is chosen for each row. */
  readonly adaptive: boolean
  /** Whether any pixel of the picture may be transparent. */
  readonly alpha: boolean
}

export interface Encoder {
  /** Largest width and height in pixels. */
  readonly maxSide: number
  /** Quality where the request names none: the same SSIM of photographs in all lossy formats, see bench/README.md. */
  readonly defaultQuality: number
  /** `true` if the settings store chroma at the size of the picture. */
  keepsChroma(size: Size, settings: EncodeSettings): boolean
  /** Whether its images can be transparent. */
  readonly alpha: boolean
  /** Whether they can carry an ICC profile. */
  readonly profile: boolean
  /** Most bytes that an encode holds at a time, its output included, the picture not. */
  memory(size: Size, settings: EncodeSettings): number
  /** The part of these in the instance of a foreign codec, if one is used. */
  instance?(size: Size, settings: EncodeSettings): InstanceNeed | undefined
  /** Throws `Failure`: too-large for the format. */
  encode(picture: Picture, settings: EncodeSettings, kernel: Kernel): Promise<Uint8Array<ArrayBuffer>>
}

/** Bytes that reading a source takes: one piece, with the buffers of the platform and the reader. */
export const READING = 1 << 20

/** The part of what a decode holds that is in the kernel. */
export function kernelPart(decoder: Decoder, header: Header, size: number, scale: Scale): number {
  if (decoder.needsWholeInput) return decoder.kernelMemory?.(header, size) ?? 0
  return decoder.memory(header, size, scale)
}
