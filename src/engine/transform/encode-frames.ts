import { type OwnBytes, releaseBuffer } from '../bytes/release.ts'
import type { EncodeSettings } from '../formats/codec.ts'
import { type FileLimit, fileLimit } from '../formats/file-limit.ts'
import { shorterFile } from '../formats/shorter-file.ts'
import { MAX_DURATION, writeAnimation } from '../formats/webp/animation-writer.ts'
import { partEncoder } from '../formats/webp/encoder.ts'
import { onePicture } from '../ops/operation.ts'
import { parts, setting } from '../options/mention.ts'
import type { Box, Size } from '../picture/size.ts'
import type { RgbaPicture } from '../rows/rgba.ts'
import { type Kernel, view } from '../wasm/kernel.ts'
import { clearUnchanged, comparedAt, packBox, updateBox } from './frame-changes.ts'
import { type FramePart, openParts } from './frame-parts.ts'

/** Settings for the animation writer. */
export interface FrameSettings {
  readonly size: Size
  readonly settings: EncodeSettings
  /** Number of times that the animation plays; 0 means for ever. */
  readonly loops: number
  /** The encoded animation's maximum length in bytes. */
  readonly maxFile: number
  /** Registers the file's buffers. */
  readonly own?: OwnBytes | undefined
}

/** Writes an animation's frames one after the other. */
export interface FrameEncoder {
  /**
   * Adds a frame.
   * @param picture picture in the animation's size. It is overwritten. Its kernel memory may be
   *   released afterwards
   * @param duration in milliseconds
   * @throws Failure over-budget: the file has more bytes than planned
   */
  add(picture: RgbaPicture, duration: number): Promise<void>
  /**
   * Returns the encoded animation and its frame count.
   * @param scratch memory that may be overwritten, where the file is joined
   */
  end(scratch?: Uint8Array): { readonly file: Uint8Array<ArrayBuffer>; readonly frames: number }
}

/** Returns the maximum length in bytes for an animation, which also applies to each frame. */
const animationLimit = ({ settings, maxFile }: FrameSettings): FileLimit =>
  fileLimit(
    maxFile,
    'animation',
    parts`${shorterFile('webp', settings)}, or ${setting({ animate: false })} for its first frame`,
  )

/**
 * One-pixel box, for an extra frame with no visible change. Extra frames are written if a picture
 * is shown longer than a frame's maximum duration.
 */
const PIXEL: Box = { x: 0, y: 0, width: 1, height: 1 }

/**
 * Encodes only the part of each frame that differs from the picture shown before it. Equal frames
 * extend the previous frame's duration. Keeps one picture, and a mask for its blocks, in kernel
 * memory.
 */
export function frameEncoder(kernel: Kernel, written: FrameSettings): FrameEncoder {
  const { size, settings, loops } = written
  const limit = animationLimit(written)
  const shown = kernel.alloc(onePicture(size))
  const findPart = openParts(kernel, size, shown, settings)
  const output = writeAnimation(size, loops, limit.check, written.own)
  // A part may have what the file has left.
  const check = (length: number) => limit.check(output.length() + length)
  const encoder = partEncoder(size, settings, kernel, { ...limit, check })
  const whole: Box = { x: 0, y: 0, ...size }
  let lasting = 0

  const compared = (address: number) => comparedAt(kernel, { ...size, before: shown, after: address })

  /** Returns the part to encode for the first frame: the whole canvas. */
  function firstPart(address: number): FramePart {
    updateBox(compared(address), whole)
    return { box: whole, blends: false }
  }

  function pixelPart(address: number): FramePart {
    const blends = clearUnchanged(compared(address), PIXEL)
    if (!blends) updateBox(compared(address), PIXEL)
    return { box: PIXEL, blends }
  }

  /**
   * Moves an encoded part over the picture that it was made from, so that no buffer holds the part
   * while it is copied to the file. A part that is longer than the picture stays in its buffer.
   */
  function moved(file: Uint8Array<ArrayBuffer>, address: number): Uint8Array {
    if (file.length > onePicture(size)) return file
    const place = view(kernel, address, file.length)
    place.set(file)
    releaseBuffer(file)
    return place
  }

  async function write(address: number, { box, blends }: FramePart, duration: number): Promise<void> {
    packBox(compared(address), box)
    const { width, height } = box
    const picture = { width, height, layout: 'rgba', planes: [{ width, height, address }] } as const
    const file = await encoder.encode(picture)
    try {
      output.add({ box, duration, blends, file: moved(file, address) })
    } catch (error) {
      output.drop()
      throw error
    } finally {
      releaseBuffer(file)
    }
    lasting = duration
  }

  return {
    async add({ planes: [{ address }] }, duration) {
      const length = Math.min(duration, MAX_DURATION)
      const part = output.frames() === 0 ? firstPart(address) : findPart(address)
      if (part) return write(address, part, length)
      const total = lasting + length
      lasting = Math.min(total, MAX_DURATION)
      output.setDuration(lasting)
      if (total > MAX_DURATION) await write(address, pixelPart(address), total - MAX_DURATION)
    },
    end: (scratch) => ({ frames: output.frames(), file: output.end(scratch) }),
  }
}
