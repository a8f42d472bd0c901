import type { SourceFormat } from './header.ts'

/** Most bytes that are looked at in one piece. */
const MOST = 16

/** A way through a file: passes over bytes, then asks for up to `MOST` to be shown, at least one. */
type Walk = Generator<{ readonly pass: number; readonly show: number }, void, DataView>

/** Tells of so many frames more. */
type Tell = (frames: number) => void

const EXTENSION = 0x21
const IMAGE = 0x2c

/** The blocks of a GIF, each image of which is a frame (GIF89a, 20). */
function* walkGif(tell: Tell): Walk {
  const screen = yield { pass: 0, show: 13 }
  let pass = colourTableSize(screen.getUint8(10))
  for (;;) {
    const kind = (yield { pass, show: 1 }).getUint8(0)
    pass = 0
    if (kind === IMAGE) {
      const descriptor = yield { pass, show: 9 }
      tell(1)
      yield* walkSubBlocks(colourTableSize(descriptor.getUint8(8)) + 1)
    } else if (kind === EXTENSION) yield* walkSubBlocks(1)
    else return
  }
}

function* walkSubBlocks(before: number): Walk {
  for (let pass = before; ; ) {
    const size = (yield { pass, show: 1 }).getUint8(0)
    if (size === 0) return
    pass = size
  }
}

const colourTableSize = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0)

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
  let passed = 0
  let filled = 0
  return (piece) => {
    let at = 0
    while (!step.done) {
      const { pass, show } = step.value
      const over = Math.min(pass - passed, piece.length - at)
      passed += over
      at += over
      const part = piece.subarray(at, at + show - filled)
      shown.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < show) return false
      step = walk.next(view)
      passed = filled = 0
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
