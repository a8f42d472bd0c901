import type { SourceFormat } from '../picture/header.ts'
import { colourTableSize } from './gif/header.ts'

/** Most bytes that are looked at in one piece. */
const MOST = 16

/** A stretch of a way through a file. */
interface Step {
  /** Bytes that are passed over. */
  readonly pass: number
  /** Whether a chain of sub-blocks is passed over then: each its length and as many bytes, ended by a length of 0. */
  readonly chained?: boolean
  /** Bytes that are shown then, from 1 to `MOST`. */
  readonly show: number
}

type Walk = Generator<Step, void, DataView>

/** Tells of so many frames more. */
type Tell = (frames: number) => void

const EXTENSION = 0x21
const IMAGE = 0x2c

/** The blocks of a GIF, each image of which is a frame (GIF89a, 20). */
function* walkGif(tell: Tell): Walk {
  const screen = yield { pass: 0, show: 13 }
  let toBlock: Step = { pass: colourTableSize(screen.getUint8(10)), show: 1 }
  for (;;) {
    const kind = (yield toBlock).getUint8(0)
    if (kind === IMAGE) {
      const descriptor = yield { pass: 0, show: 9 }
      tell(1)
      toBlock = { pass: colourTableSize(descriptor.getUint8(8)) + 1, chained: true, show: 1 }
    } else if (kind === EXTENSION) toBlock = { pass: 1, chained: true, show: 1 }
    else return
  }
}

/** The chunks of a WebP up to the end that RIFF announces (RFC 9649, 2.7); each ANMF is a frame. */
function* walkWebp(tell: Tell): Walk {
  const riff = yield { pass: 0, show: 12 }
  let left = riff.getUint32(4, true) - 4
  for (let pass = 0; left >= 8; left -= 8 + pass) {
    const chunk = yield { pass, show: 8 }
    if (name(chunk, 0) === 'ANMF') tell(1)
    const size = chunk.getUint32(4, true)
    pass = size + (size % 2)
  }
}

const CONTAINERS = ['moov', 'trak', 'mdia', 'minf', 'stbl']

/**
 * The boxes of an AVIF, those within containers as if they stood beside them; the frames of a sequence are the samples of
 * its first track of pictures (ISO/IEC 14496-12, 8.7.3; ISO/IEC 23008-12, 7.2).
 */
function* walkAvif(tell: Tell): Walk {
  let handler = ''
  for (let pass = 0; ; ) {
    const head = yield { pass, show: 8 }
    const [size, type] = [head.getUint32(0), name(head, 4)]
    pass = size - 8
    if (size === 1) pass = Number((yield { pass: 0, show: 8 }).getBigUint64(0)) - 16
    if (pass < 0) return
    if (CONTAINERS.includes(type)) pass = 0
    if ((type !== 'hdlr' && type !== 'stsz') || pass < 12) continue
    const body = yield { pass: 0, show: 12 }
    if (type === 'hdlr') handler = name(body, 8)
    else if (handler === 'pict') return tell(body.getUint32(8))
    pass -= 12
  }
}

function name(view: DataView, at: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, at, 4))
}

/** Formats whose header may leave the number of frames open. */
const WALKS: Partial<Record<SourceFormat, (tell: Tell) => Walk>> = {
  gif: walkGif,
  webp: walkWebp,
  avif: walkAvif,
}

/** Leads a walk through pieces as they come. @returns takes the next one and says whether the walk has ended */
function lead(walk: Walk): (piece: Uint8Array) => boolean {
  const shown = new Uint8Array(MOST)
  const view = new DataView(shown.buffer)
  let step = walk.next()
  let left = 0
  let chained = false
  let filled = 0

  function begin(): void {
    if (step.done) return
    left = step.value.pass
    chained = step.value.chained ?? false
    filled = 0
  }

  /** @returns where in the piece it stops: where that ends, or where there is something to be shown */
  function passOver(piece: Uint8Array, from: number): number {
    let at = from
    for (;;) {
      const over = Math.min(left, piece.length - at)
      at += over
      left -= over
      if (!chained || at === piece.length) return at
      left = piece[at++] ?? 0
      chained = left > 0
    }
  }

  begin()
  return (piece) => {
    for (let at = 0; !step.done; begin()) {
      at = passOver(piece, at)
      const part = piece.subarray(at, at + step.value.show - filled)
      shown.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < step.value.show) return false
      step = walk.next(view)
    }
    return true
  }
}

/**
 * Counts the frames of an image whose header leaves them open (`Header.frames`), by the structure of its file, of which
 * nothing is kept.
 * @param chunks the whole file; is let go of as soon as the number is known
 * @returns at least 1; of a file that is cut or goes wrong, the frames that begin before
 */
export async function countFrames(format: SourceFormat, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let frames = 0
  const walk = WALKS[format]
  const take = walk && lead(walk((more) => (frames += more)))
  if (take) for await (const piece of chunks) if (take(piece)) break
  return Math.max(1, frames)
}
