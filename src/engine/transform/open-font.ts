import { byteSource, type PeekableSource } from '../bytes/byte-source.ts'
import type { ImageSource } from '../bytes/image-source.ts'
import { joinAndRelease } from '../bytes/join.ts'
import { releaseBuffer } from '../bytes/release.ts'
import type { Layer } from '../overlay/layer.ts'
import type { TextFont } from '../overlay/text-layer.ts'
import { assertFont, MAX_FONT } from '../text/font.ts'
import { holdInput } from './held-input.ts'
import type { JobContext } from './job.ts'

/** Opened font that must be cancelled. `cancel` ends its stream and releases its memory. */
export type OpenFont = TextFont & Pick<Layer, 'cancel'>

/**
 * Opens a font. If its length is unknown, the font is read at once and held until it is cancelled,
 * so that memory is planned for its real length.
 * @throws Failure while the font is read: unsupported, source-too-large, over-budget, busy, and the
 *   source's failures
 */
export async function openFont(source: ImageSource, context: JobContext): Promise<OpenFont> {
  const input = byteSource(source, MAX_FONT)
  if (source.size === undefined) return heldFont(input, context)
  return {
    bytes: Math.min(source.size, MAX_FONT),
    async read() {
      assertFont(await input.peek(4))
      return input.readAll()
    },
    cancel: () => input.cancel(),
  }
}

async function heldFont(input: PeekableSource, context: JobContext): Promise<OpenFont> {
  try {
    assertFont(await input.peek(4))
    const most = Math.min(MAX_FONT, context.limits.memory)
    const { pieces, size, release } = await holdInput(input, undefined, context, most)
    return {
      bytes: size,
      read: async () => joinAndRelease(pieces),
      cancel() {
        for (const piece of pieces) releaseBuffer(piece)
        release()
      },
    }
  } catch (error) {
    input.cancel()
    throw error
  }
}
