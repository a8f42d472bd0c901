import type { BitReader } from '../bits.ts'
import type { FrameHeader } from '../frame-header.ts'
import type { Rectangle } from '../frame-layout.ts'
import { type Channel, makeChannel } from '../modular/channel.ts'
import type { LfSteps } from '../modular/pixels.ts'
import { readChannels, type StreamPlace } from '../modular/stream.ts'
import { lfCombinations } from './block-contexts.ts'
import type { BlockGrid } from './block-grid.ts'
import type { LfGlobal } from './lf-global.ts'

/** Order in which the channels X, Y and B are coded. */
const CODED = [1, 0, 2] as const

/** Steps between dequantized LF coefficients (ISO/IEC 18181-1:2022, G.2.2). */
export const lfStepsOf = ({ quantizer }: LfGlobal, steps: LfSteps): number[] =>
  steps.map((step) => (step * 65_536) / (quantizer.globalScale * quantizer.lfScale))

/** Copies the coefficients of an LF group into the grid. */
function place(
  channels: readonly Channel[],
  grid: BlockGrid,
  area: Rectangle,
  frame: FrameHeader,
  steps: number[],
) {
  for (const channel of [0, 1, 2] as const) {
    const { quantized, plane } = grid.lf[channel]
    const { width, height, data } = channels[CODED[channel]] as Channel
    const [x, y] = [area.x >> frame.shifts[channel].x, area.y >> frame.shifts[channel].y]
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = (y + row) * plane.width + x + column
        quantized[at] = data[row * width + column] as number
        plane.data[at] = (quantized[at] as number) * (steps[channel] ?? 0)
      }
    }
  }
}

/** Adds the share of Y to X and B. */
function addLuma(
  { lf: [xs, ys, bs] }: BlockGrid,
  area: Rectangle,
  [shareX, shareB]: readonly [number, number],
): void {
  const { width, data } = ys.plane
  for (let row = area.y; row < area.y + area.height; row++) {
    for (let at = row * width + area.x; at < row * width + area.x + area.width; at++) {
      const luma = data[at] as number
      xs.plane.data[at] = (xs.plane.data[at] as number) + shareX * luma
      bs.plane.data[at] = (bs.plane.data[at] as number) + shareB * luma
    }
  }
}

/** Sets each block's threshold combination (ISO/IEC 18181-1:2022, I.2.2). */
function setContexts(grid: BlockGrid, area: Rectangle, { shifts }: FrameHeader, global: LfGlobal): void {
  const { lfThresholds } = global.contexts
  if (lfCombinations(global.contexts) === 1) return
  const countAbove = (channel: 0 | 1 | 2, x: number, y: number) => {
    const { quantized, plane } = grid.lf[channel]
    const coefficient = quantized[(y >> shifts[channel].y) * plane.width + (x >> shifts[channel].x)] as number
    return (lfThresholds[channel] ?? []).filter((threshold) => coefficient > threshold).length
  }
  const [, ys = [], bs = []] = lfThresholds
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      const pair = countAbove(0, x, y) * (bs.length + 1) + countAbove(2, x, y)
      grid.lfContexts[y * grid.width + x] = pair * (ys.length + 1) + countAbove(1, x, y)
    }
  }
}

/**
 * Reads the LF coefficients of an LF group (ISO/IEC 18181-1:2022, G.2.2).
 * @param area the group's blocks
 * @param steps steps that `lfStepsOf` returns
 */
export function readLfCoefficients(
  reader: BitReader,
  grid: BlockGrid,
  area: Rectangle,
  {
    frame,
    global,
    steps,
    stream,
  }: { frame: FrameHeader; global: LfGlobal; steps: number[]; stream: StreamPlace },
): void {
  const precision = 2 ** -reader.read(2)
  const shapes = CODED.map((channel) => {
    const { x, y } = frame.shifts[channel]
    return makeChannel(area.width >> x, area.height >> y)
  })
  const channels = readChannels(reader, shapes, stream)
  const scaled = steps.map((step) => step * precision)
  place(channels, grid, area, frame, scaled)
  const { factor, baseX, baseB, lfX, lfB } = global.correlation
  if (frame.shifts.every(({ x, y }) => x + y === 0)) {
    addLuma(grid, area, [baseX + lfX / factor, baseB + lfB / factor])
  }
  setContexts(grid, area, frame, global)
}
