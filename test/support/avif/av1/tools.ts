import type { Av1Frame } from './frame.ts'
import type { PictureName } from './pictures.ts'

/**
 * A coding tool of AV1, with settings that make libaom use it and a check that the frame header
 * enables it.
 */
export interface Tool {
  readonly picture: PictureName
  /** Arguments of avifenc or aomenc. */
  readonly args: readonly string[]
  readonly encoder?: 'aomenc'
  /** Returns `true` if a header enables the tool. */
  shows(frame: Av1Frame): boolean
  /**
   * Maximum speed at which libaom 3.12 uses the tool; `undefined` if it uses the tool at every
   * speed.
   */
  readonly fastest?: number
  /**
   * Arguments that disable the tool, for tools that no header shows. The coded data must then
   * differ.
   */
  readonly without?: readonly string[]
}

const restores = ({ restoration }: Av1Frame) => restoration.some((type) => type !== 'none')
const option = (...settings: string[]) => settings.flatMap((setting) => ['-a', setting])

export const TOOLS = {
  filters: {
    picture: 'photo',
    args: option('enable-cdef=1'),
    shows: (frame) => frame.cdef || restores(frame),
  },
  'no filters': {
    picture: 'photo',
    args: option('enable-restoration=0', 'enable-cdef=0'),
    shows: (frame) => !restores(frame) && !frame.cdef,
  },
  restoration: {
    picture: 'photo',
    args: option('enable-restoration=1', 'enable-cdef=0'),
    shows: (frame) => restores(frame) && !frame.cdef,
    fastest: 4,
  },
  CDEF: {
    picture: 'photo',
    args: option('enable-restoration=0', 'enable-cdef=1'),
    shows: (frame) => frame.cdef && !restores(frame),
  },
  'CDEF and restoration': {
    picture: 'photo',
    // At higher qualities libaom often applies only one of the two filters.
    args: ['-q', '40', ...option('enable-restoration=1', 'enable-cdef=1')],
    shows: (frame) => frame.cdef && restores(frame),
    fastest: 4,
  },
  palette: {
    picture: 'screenshot',
    args: option('tune-content=screen', 'enable-intrabc=0'),
    shows: ({ screenContent, intraBlockCopy }) => screenContent && !intraBlockCopy,
    without: option('enable-palette=0'),
  },
  'intra block copy': {
    picture: 'screenshot',
    args: option('tune-content=screen', 'enable-palette=0'),
    shows: ({ intraBlockCopy }) => intraBlockCopy,
    fastest: 7,
  },
  'film grain': { picture: 'photo', args: option('film-grain-test=1'), shows: ({ grain }) => grain },
  tiles: {
    picture: 'photo',
    args: ['--tilerowslog2', '1', '--tilecolslog2', '2'],
    shows: ({ tiles: { columns, rows } }) => columns * rows > 1,
  },
  lossless: { picture: 'photo', args: ['-q', '100'], shows: ({ lossless }) => lossless },
  superres: {
    picture: 'photo',
    encoder: 'aomenc',
    args: ['--superres-mode=1', '--superres-denominator=12', '--superres-kf-denominator=12'],
    shows: ({ superres }) => superres,
  },
  'superres and restoration': {
    picture: 'photo',
    encoder: 'aomenc',
    args: [
      '--superres-mode=1',
      '--superres-denominator=9',
      '--superres-kf-denominator=9',
      '--enable-restoration=1',
    ],
    shows: (frame) => frame.superres && restores(frame),
    fastest: 4,
  },
} as const satisfies Readonly<Record<string, Tool>>

export type ToolName = keyof typeof TOOLS

export const toolNames = Object.keys(TOOLS) as readonly ToolName[]

/** Returns `true` if libaom uses a tool at a speed. */
export function isUsedAt(name: ToolName, speed: number): boolean {
  const { fastest = Number.POSITIVE_INFINITY }: Tool = TOOLS[name]
  return speed <= fastest
}
