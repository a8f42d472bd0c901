import { divCeil } from './fields.ts'
import type { FrameHeader } from './frame-header.ts'
import type { ImageHeader } from './image-header.ts'

/** A rectangle, in samples or blocks. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Numbers of blocks, groups and LF groups in a frame (ISO/IEC 18181-1:2022, annex G). */
export interface FrameLayout {
  readonly width: number
  readonly height: number
  /** Block columns and rows, which are multiples of the counts in subsampled channels. */
  readonly blocksWide: number
  readonly blocksHigh: number
  /** Width and height in pixels for a group, and in blocks for an LF group. */
  readonly groupSize: number
  readonly groupsWide: number
  readonly groups: number
  readonly lfGroupsWide: number
  readonly lfGroups: number
}

const BLOCK = 8

export function layoutFrame({ width, height }: ImageHeader, frame: FrameHeader): FrameLayout {
  const groupSize = 128 << frame.groupShift
  const { x, y } = frame.padding
  const blocksWide = divCeil(width, BLOCK << x) << x
  const blocksHigh = divCeil(height, BLOCK << y) << y
  const groupsWide = divCeil(width, groupSize)
  const lfGroupsWide = divCeil(blocksWide, groupSize)
  return {
    width,
    height,
    blocksWide,
    blocksHigh,
    groupSize,
    groupsWide,
    groups: groupsWide * divCeil(height, groupSize),
    lfGroupsWide,
    lfGroups: lfGroupsWide * divCeil(blocksHigh, groupSize),
  }
}

/** Returns tile `at` of an area that is divided into squares, row by row. */
export function tileOf(at: number, size: number, area: { width: number; height: number }): Rectangle {
  const wide = divCeil(area.width, size)
  const [x, y] = [size * (at % wide), size * Math.floor(at / wide)]
  return { x, y, width: Math.min(size, area.width - x), height: Math.min(size, area.height - y) }
}
