import { JxlError } from '../jxl-error.ts'
import { type Channel, type ModularImage, makeChannel } from './channel.ts'

/** Halves channels, and keeps the differences in others (ISO/IEC 18181-1:2022, H.6). */
export interface Squeeze {
  readonly isHorizontal: boolean
  /** `true` if the differences follow the halved channels, `false` if they follow all channels. */
  readonly isInPlace: boolean
  readonly first: number
  readonly count: number
}

/** Width and height up to which default steps halve the channels. */
const MAX_PREVIEW = 8

/** Steps that an empty list stands for (ISO/IEC 18181-1:2022, H.6). */
function defaultSteps({ channels, palettes }: ModularImage): Squeeze[] {
  const count = channels.length - palettes
  const [first, second] = channels.slice(palettes)
  let { width = 0, height = 0 } = first ?? {}
  const steps: Squeeze[] = []
  if (count > 2 && second?.width === width && second.height === height) {
    const chroma = { isInPlace: false, first: palettes + 1, count: 2 }
    steps.push({ isHorizontal: true, ...chroma }, { isHorizontal: false, ...chroma })
  }
  const add = (isHorizontal: boolean) => {
    steps.push({ isHorizontal, isInPlace: true, first: palettes, count })
    if (isHorizontal) width = Math.ceil(width / 2)
    else height = Math.ceil(height / 2)
  }
  if (width <= height && height > MAX_PREVIEW) add(false)
  while (width > MAX_PREVIEW || height > MAX_PREVIEW) {
    if (width > MAX_PREVIEW) add(true)
    if (height > MAX_PREVIEW) add(false)
  }
  return steps
}

/** Returns the halved channel and its differences. */
function halve({ width, height, shiftX, shiftY }: Channel, isHorizontal: boolean): [Channel, Channel] {
  if (width === 0 || height === 0) throw new JxlError('a squeeze halves an empty channel')
  const [x, y] = [
    shiftX < 0 ? shiftX : shiftX + Number(isHorizontal),
    shiftY < 0 ? shiftY : shiftY + Number(!isHorizontal),
  ]
  if (Math.max(x, y) > 30) throw new JxlError('a channel is squeezed too often')
  const [near, far] = isHorizontal ? [Math.ceil(width / 2), height] : [width, Math.ceil(height / 2)]
  const rest = isHorizontal ? makeChannel(width - near, height, x, y) : makeChannel(width, height - far, x, y)
  return [makeChannel(near, far, x, y), rest]
}

/** Halves channels. Returns the steps, or the default ones instead of none. */
export function applySqueeze(image: ModularImage, given: readonly Squeeze[]): readonly Squeeze[] {
  const steps = given.length > 0 ? given : defaultSteps(image)
  const { channels } = image
  for (const { isHorizontal, isInPlace, first, count } of steps) {
    const end = first + count
    if (end > channels.length) throw new JxlError(`a squeeze uses channel ${end - 1}`)
    if (first < image.palettes) {
      if (end > image.palettes || !isInPlace) throw new JxlError('a squeeze mixes palettes and channels')
      image.palettes += count
    }
    const pairs = channels.slice(first, end).map((channel) => halve(channel, isHorizontal))
    const differences = pairs.map(([, rest]) => rest)
    channels.splice(first, count, ...pairs.map(([half]) => half))
    channels.splice(isInPlace ? end : channels.length, 0, ...differences)
  }
  return steps
}

/** Estimates a difference from the sample before, the mean, and the next mean. */
function tendency(before: number, mean: number, next: number): number {
  const isFalling = before >= mean && mean >= next
  if (!isFalling && !(before <= mean && mean <= next)) return 0
  const sign = isFalling ? 1 : -1
  let size = Math.trunc((sign * (4 * before - 3 * next - mean) + 6) / 12)
  const [left, right] = [2 * sign * (before - mean), 2 * sign * (mean - next)]
  if (size - (size & 1) > left) size = left + 1
  if (size + (size & 1) > right) size = right
  return sign * size
}

/** Distances of samples and lines in the halved channel, the differences and the result. */
interface Strides {
  readonly half: readonly [step: number, line: number]
  readonly rest: readonly [step: number, line: number]
  readonly result: readonly [step: number, line: number]
}

/**
 * Joins a halved channel and its differences, along the axis that the steps of the strides follow.
 */
function join(half: Channel, rest: Channel, isHorizontal: boolean): Channel {
  const result = isHorizontal
    ? makeChannel(half.width + rest.width, half.height, Math.max(-1, half.shiftX - 1), half.shiftY)
    : makeChannel(half.width, half.height + rest.height, half.shiftX, Math.max(-1, half.shiftY - 1))
  const strides = ({ width }: Channel) => (isHorizontal ? ([1, width] as const) : ([width, 1] as const))
  const all: Strides = { half: strides(half), rest: strides(rest), result: strides(result) }
  const [means, pairs] = isHorizontal ? [half.width, rest.width] : [half.height, rest.height]
  const lines = isHorizontal ? half.height : half.width
  for (let line = 0; line < lines; line++) {
    const [fromHalf, fromRest, to] = [line * all.half[1], line * all.rest[1], line * all.result[1]]
    const meanAt = (at: number) => half.data[fromHalf + at * all.half[0]] as number
    let before = meanAt(0)
    for (let at = 0; at < means; at++) {
      const mean = meanAt(at)
      const place = to + 2 * at * all.result[0]
      if (at >= pairs) result.data[place] = mean
      else {
        const next = at + 1 < means ? meanAt(at + 1) : mean
        const difference = (rest.data[fromRest + at * all.rest[0]] as number) + tendency(before, mean, next)
        const first = mean + Math.trunc(difference / 2)
        before = first - difference
        result.data[place] = first
        result.data[place + all.result[0]] = before
      }
    }
  }
  return result
}

/** Joins the halved channels and their differences. */
export function undoSqueeze(image: ModularImage, steps: readonly Squeeze[]): void {
  const { channels } = image
  for (const { isHorizontal, isInPlace, first, count } of steps.toReversed()) {
    if (first < image.palettes) image.palettes -= count
    const differences = channels.splice(isInPlace ? first + count : channels.length - count, count)
    for (const [at, rest] of differences.entries()) {
      const half = channels[first + at]
      if (half) channels[first + at] = join(half, rest, isHorizontal)
    }
  }
}
