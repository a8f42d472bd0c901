import { readU64 } from '../boxes.ts'
import type { Walk } from '../walk.ts'

const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'stbl']

/**
 * Walks over the boxes and counts a sequence's frames, which are the samples in its first picture
 * track (ISO/IEC 14496-12, 8.7.3; ISO/IEC 23008-12, 7.2). The walk enters container boxes and reads
 * the boxes inside them.
 */
export function* walkHeifFrames(count: (frames: number) => void): Walk {
  let handler = ''
  for (let skip = 0; ; ) {
    const head = yield { skip, read: 8 }
    const [size, type] = [head.u32be(0), head.text(4, 4)]
    skip = size - 8
    if (size === 1) skip = readU64(yield { skip: 0, read: 8 }, 0) - 16
    if (skip < 0) return
    if (CONTAINERS.includes(type)) skip = 0
    if ((type !== 'hdlr' && type !== 'stsz') || skip < 12) continue
    const body = yield { skip: 0, read: 12 }
    if (type === 'hdlr') handler = body.text(8, 4)
    else if (handler === 'pict') return count(body.u32be(8))
    skip -= 12
  }
}
