import type { Header } from '../probe/header.ts'

/**
 * How samples stand in memory. `rgba`: one plane, four bytes a pixel, straight alpha.
 * `ycc`: three planes Y, Cb, Cr (JFIF full range), chroma possibly smaller than luma. `gray`: one plane, one byte a pixel.
 */
export type Layout = 'rgba' | 'ycc' | 'gray'

/** Size of one plane, in samples. */
export interface PlaneSize {
  readonly width: number
  readonly height: number
}

/** Some consecutive rows of every plane. The bytes belong to the producer and are valid until the next strip is asked for. */
export interface Strip {
  /** One entry a plane: tightly packed rows, in the order of `Pixels.planes`. */
  readonly planes: readonly Uint8Array[]
}

/** A picture on its way: its shape, known before its first row, and its rows from top to bottom. */
export interface Pixels extends PlaneSize {
  readonly layout: Layout
  readonly planes: readonly PlaneSize[]
  readonly strips: AsyncIterable<Strip>
}

/** A whole picture in memory, `width * height * 4` bytes of straight-alpha RGBA. */
export interface Frame extends PlaneSize {
  readonly data: Uint8Array
}

/** A compressed image as it arrives. */
export interface ByteSource {
  /** The whole image in one piece; throws `Failure` source-too-large beyond the limit. */
  readAll(): Promise<Uint8Array<ArrayBuffer>>
  /** The image piece by piece; a piece is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>
}

/** Turns a compressed image into pixels. Each decode runs in an instance of its own that is dropped after it. */
export interface Decoder {
  /**
   * Bytes that a decode holds at its peak, its input included.
   * @param size length of the compressed image in bytes
   */
  memory(header: Header, size: number): number
  /** Throws `Failure`: corrupt, unsupported. */
  decode(input: ByteSource, header: Header): Promise<Pixels>
}

/** What an encoder is told; each reads what its format knows. */
export interface EncodeSettings {
  /** 1 to 100. */
  readonly quality: number
  readonly lossless: boolean
  readonly progressive: boolean
  /** Whether any pixel of the frame may be transparent. */
  readonly alpha: boolean
}

export interface Encoder {
  /** Bytes that an encode holds at its peak, the frame and the output included. */
  memory(width: number, height: number, settings: EncodeSettings): number
  encode(frame: Frame, settings: EncodeSettings): Promise<Uint8Array<ArrayBuffer>>
}
