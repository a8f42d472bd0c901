import type { FrameWalk, Walk, WalkStep } from '../walk.ts'
import {
  CONTROL_BYTES,
  colorTableBytes,
  disposalOf,
  EXTENSION,
  GRAPHIC_CONTROL,
  IMAGE,
  isRestoring,
} from './blocks.ts'

/**
 * Walks over a GIF's blocks and counts its images, each of which is a frame (GIF89a, 20). The
 * graphic control extension before an image says if the picture before it is restored.
 */
export function* walkGifFrames(count: Parameters<FrameWalk>[0]): Walk {
  const screen = yield { skip: 0, read: 13 }
  let toBlock: WalkStep = { skip: colorTableBytes(screen.u8(10)), read: 1 }
  let isRestored = false
  for (;;) {
    const kind = (yield toBlock).u8(0)
    if (kind === IMAGE) {
      const descriptor = yield { skip: 0, read: 9 }
      count(1, { isRestored })
      isRestored = false
      toBlock = { skip: colorTableBytes(descriptor.u8(8)) + 1, chained: true, read: 1 }
    } else if (kind === EXTENSION) {
      const label = (yield { skip: 0, read: 1 }).u8(0)
      toBlock = { skip: 0, chained: true, read: 1 }
      if (label !== GRAPHIC_CONTROL) continue
      const length = (yield { skip: 0, read: 1 }).u8(0)
      if (length === 0) {
        toBlock = { skip: 0, read: 1 }
        continue
      }
      const packed = (yield { skip: 0, read: 1 }).u8(0)
      if (length === CONTROL_BYTES) isRestored = isRestoring(disposalOf(packed))
      toBlock = { skip: length - 1, chained: true, read: 1 }
    } else return
  }
}
