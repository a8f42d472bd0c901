import { type BitWriter, bitWriter } from '../../bytes/bit-writer.ts'
import {
  join,
  type WrittenImage,
  withSections,
  writeImageHeader,
  writeModularFrameHeader,
  writeTree,
} from './codestream.ts'
import { packSigned, writeCode, writeNumbers } from './entropy.ts'

/** Width and height of the groups that `writeLossless` writes. */
const GROUP = 128

/** A rectangle of samples. */
interface Part {
  readonly width: number
  readonly height: number
  readonly samples: readonly number[]
}

interface Area {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

function cut(samples: readonly number[], width: number, area: Area): Part {
  const rows = Array.from({ length: area.h }, (_, row) => {
    const from = (area.y + row) * width + area.x
    return samples.slice(from, from + area.w)
  })
  return { width: area.w, height: area.h, samples: rows.flat() }
}

/** Predicts a sample with predictor 0, 1 or 5. */
function guess(predictor: number, { samples, width }: Part, at: number): number {
  const [x, y] = [at % width, Math.floor(at / width)]
  const top = y > 0 ? samples[at - width] : undefined
  const left = (x > 0 ? samples[at - 1] : top) ?? 0
  if (predictor === 0) return 0
  if (predictor === 1) return left
  const corner = (x > 0 && y > 0 ? samples[at - width - 1] : left) ?? 0
  return [left, top ?? left, left + (top ?? left) - corner].toSorted((a, b) => a - b)[1] ?? 0
}

/** Writes a modular stream that uses the frame's tree and has no transforms. */
function writeStream(to: BitWriter, parts: readonly Part[], predictor: number): void {
  to.number(1, 1).number(1, 1).number(0, 2)
  for (const part of parts) {
    writeNumbers(
      to,
      part.samples.map((sample, at) => packSigned(sample - guess(predictor, part, at))),
    )
  }
}

function listGroups(width: number, height: number) {
  const [wide, high] = [Math.ceil(width / GROUP), Math.ceil(height / GROUP)]
  return Array.from({ length: wide * high }, (_, group) => {
    const [x, y] = [GROUP * (group % wide), GROUP * Math.floor(group / wide)]
    return { x, y, w: Math.min(GROUP, width - x), h: Math.min(GROUP, height - y) }
  })
}

/**
 * Writes a lossless image with a one-leaf tree, as a bare codestream with 128 × 128 groups.
 * @param predictor predictor 0, 1 or 5
 */
export function writeLossless(image: WrittenImage, predictor: number): Uint8Array<ArrayBuffer> {
  const { width, height, channels } = image
  const [header, frame] = [bitWriter(), bitWriter()]
  writeImageHeader(header, image)
  writeModularFrameHeader(frame, image.hasAlpha, 0)
  const global = bitWriter().number(1, 1).number(1, 1)
  writeTree(global, [{ predictor }])
  writeCode(global, 1)
  const areas = listGroups(width, height)
  const partsOf = (area: Area) => channels.map((samples) => cut(samples, width, area))
  const [first, ...others] = areas
  if (first && others.length === 0) {
    writeStream(global, partsOf(first), predictor)
    return join(header.bytes(), withSections(frame, [global.bytes()]))
  }
  writeStream(global, [], predictor)
  const groups = areas.map((area) => {
    const to = bitWriter()
    writeStream(to, partsOf(area), predictor)
    return to.bytes()
  })
  const empty = new Uint8Array(0)
  return join(header.bytes(), withSections(frame, [global.bytes(), empty, empty, ...groups]))
}
