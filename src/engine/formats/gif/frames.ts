import type { Walk, WalkStep } from '../walk.ts'
import { colourTableBytes, EXTENSION, IMAGE } from './blocks.ts'

/** Walks over the blocks of a GIF and counts its images, each of which is a frame (GIF89a, 20). */
export function* walkGifFrames(count: (frames: number) => void): Walk {
  const screen = yield { skip: 0, read: 13 }
  let toBlock: WalkStep = { skip: colourTableBytes(screen.u8(10)), read: 1 }
  for (;;) {
    const kind = (yield toBlock).u8(0)
    if (kind === IMAGE) {
      const descriptor = yield { skip: 0, read: 9 }
      count(1)
      toBlock = { skip: colourTableBytes(descriptor.u8(8)) + 1, chained: true, read: 1 }
    } else if (kind === EXTENSION) toBlock = { skip: 1, chained: true, read: 1 }
    else return
  }
}
