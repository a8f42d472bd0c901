import type { BitWriter } from '../bytes/bit-writer.ts'
import { flag, u32, u64, writeName, zeros } from './fields.ts'
import type { JxlFrame, JxlShape } from './shape.ts'

const place = (to: BitWriter, value: number) =>
  value < 256 ? u32(to, 0, value, 8) : u32(to, 1, value - 256, 11)

const packed = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value)

function writeBlending(to: BitWriter, mode: number, channels: number, isPartial: boolean): void {
  if (mode < 3) u32(to, mode)
  else u32(to, 3, mode - 3, 2)
  const isByAlpha = channels > 0 && (mode === 2 || mode === 3)
  if (isByAlpha) u32(to, 0)
  if (isByAlpha || mode === 4) flag(to, false)
  if (mode > 0 || isPartial) u32(to, 0)
}

function writeFilters(to: BitWriter, modular: boolean): void {
  flag(to, false)
  flag(to, true)
  flag(to, true)
  zeros(to, 6)
  to.number(3, 2)
  if (!modular) zeros(flag(to, true), 8)
  flag(to, true)
  zeros(to, 5)
  flag(to, true)
  zeros(to, modular ? 3 : 4)
  if (modular) zeros(to, 1)
  u64(to, 0)
}

/** Writes the header of a frame (ISO/IEC 18181-1:2022, F.2). */
export function writeFrame(to: BitWriter, shape: JxlShape, frame: JxlFrame): void {
  const { type = 0, modular = false, flags = 0, passes = 1, area, blend = 0, duration = 0 } = frame
  const { last = false, saved = 0 } = frame
  const channels = (shape.channels?.length ?? 0) + (shape.alpha ? 1 : 0)
  const isNormal = type === 0 || type === 3
  flag(to, frame.plain)
  if (frame.plain) return
  to.number(type, 2)
  flag(to, modular)
  u64(to, flags)
  const usesLf = (flags & 32) !== 0
  if (shape.xyb === false) flag(to, frame.sampling)
  if (shape.xyb === false && !usesLf) for (const code of frame.sampling ?? []) to.number(code, 2)
  if (!usesLf) for (let at = 0; at <= channels; at++) u32(to, at === 0 ? (frame.upsampling ?? 0) : 0)
  if (modular) to.number(1, 2)
  else if (shape.xyb !== false) to.number(0, 6)
  if (type !== 2) {
    u32(to, Math.min(passes, 4) - 1, passes - 4, passes < 4 ? 0 : 3)
    if (passes > 1) {
      u32(to, 1).number(0, 2 * (passes - 1))
      u32(to, 1)
      u32(to, 0)
    }
  }
  if (type === 1) to.number((frame.level ?? 1) - 1, 2)
  const [x, y, width, height] = area ?? [0, 0, 0, 0]
  if (type !== 1) {
    flag(to, area)
    if (area && isNormal) for (const at of [x, y]) place(to, packed(at))
    if (area) for (const length of [width, height]) place(to, length)
  }
  const { width: w = 40, height: h = 30 } = shape
  const isPartial = area !== undefined && isNormal && (x > 0 || y > 0 || x + width < w || y + height < h)
  if (isNormal) {
    for (let at = 0; at <= channels; at++) writeBlending(to, blend, channels, isPartial)
    if (shape.animation) u32(to, Math.min(duration, 2), duration, duration < 2 ? 0 : 8)
    if (shape.animation?.timecodes) to.number(7, 31).number(0, 1)
    flag(to, last)
  }
  if (type !== 1 && !(isNormal && last)) to.number(saved, 2)
  const isSaved = !last && (duration === 0 || saved > 0)
  if (type === 2 || (isNormal && isSaved && blend === 0 && !isPartial)) flag(to, false)
  writeName(to, frame.name)
  if (frame.filters) writeFilters(to, modular)
  else flag(to, true)
  u64(to, 0)
}
