import type { Header } from '../picture/header.ts'
import type { Denominator, Picture, Pixels } from '../picture/picture.ts'
import type { PlaneSize } from '../picture/size.ts'
import type { Kernel } from '../wasm/kernel.ts'
import type { InstanceNeed } from '../wasm/pool.ts'

/** A compressed image as it arrives. */
export interface ByteSource {
  /** The whole image in one piece; throws `Failure` source-too-large beyond the limit. */
  readAll(): Promise<Uint8Array<ArrayBuffer>>
  /** The image piece by piece; a piece is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>
}

/** Turns a compressed image into pixels, in an instance that serves no other meanwhile. */
export interface Decoder {
  /** Whether it takes the whole image and gives a whole picture, as codecs outside the kernel do. */
  readonly needsWholeInput: boolean
  /** The denominators that it knows. */
  readonly denominators: readonly Denominator[]
  /**
   * Bytes that a decode holds at its peak, all that it keeps of its input included.
   * @param size length of the compressed image in bytes
   */
  memory(header: Header, size: number, denominator: Denominator): number
  /** Of these, those of a foreign codec's instance. */
  instance?(header: Header, size: number): InstanceNeed
  /** Throws `Failure`: corrupt, unsupported, also while the strips are read. */
  decode(input: ByteSource, header: Header, kernel: Kernel, denominator: Denominator): Promise<Pixels>
}

/** What an encoder is told; each reads what its format knows. */
export interface EncodeSettings {
  /** 1 to 100. */
  readonly quality: number
  readonly lossless: boolean
  /** Lossless, of pixels that were changed to be coded well, as much as `quality` lets. */
  readonly nearLossless: boolean
  /** 0 to 100. */
  readonly alphaQuality: number
  readonly progressive: boolean
  /** 0, stored, to 9. */
  readonly compression: number
  /** Whether each row gets the filter that suits it best. */
  readonly adaptive: boolean
  /** Whether any pixel of the picture may be transparent. */
  readonly alpha: boolean
}

export interface Encoder {
  /** Most pixels that a side of its images can have. */
  readonly maxSide: number
  /** Bytes that an encode holds at its peak beside the picture, its output included. */
  memory(size: PlaneSize, settings: EncodeSettings): number
  /** Of these, those of a foreign codec's instance, if one is used. */
  instance?(size: PlaneSize, settings: EncodeSettings): InstanceNeed | undefined
  /** Throws `Failure`: too-large for the format. */
  encode(picture: Picture, settings: EncodeSettings, kernel: Kernel): Promise<Uint8Array<ArrayBuffer>>
}

/** Bytes that are read of a source at a time, with what the platform and the reader hold of them. */
export const READING = 1 << 20
