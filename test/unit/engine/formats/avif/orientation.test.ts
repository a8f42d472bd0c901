import { describe, expect, test } from 'vitest'
import { probe } from '../../../../../src/engine/formats/probe.ts'
import { avif, picture, property } from '../../../../support/avif/writer.ts'

describe('the orientation of irot and imir', () => {
  type Picture = string[][]
  const stored: Picture = [
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
  ]
  const at = (picture: Picture, y: number, x: number) => picture[y]?.[x] ?? '?'
  const build = (height: number, width: number, pixel: (y: number, x: number) => string): Picture =>
    Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => pixel(y, x)))
  const [H, W] = [2, 3]

  /**
   * Pictures that the orientations show, by the position of the first stored row and column in CIPA
   * DC-008.
   */
  const SHOWN: Record<number, Picture> = {
    1: stored,
    2: build(H, W, (y, x) => at(stored, y, W - 1 - x)),
    3: build(H, W, (y, x) => at(stored, H - 1 - y, W - 1 - x)),
    4: build(H, W, (y, x) => at(stored, H - 1 - y, x)),
    5: build(W, H, (y, x) => at(stored, x, y)),
    6: build(W, H, (y, x) => at(stored, H - 1 - x, y)),
    7: build(W, H, (y, x) => at(stored, H - 1 - x, W - 1 - y)),
    8: build(W, H, (y, x) => at(stored, x, W - 1 - y)),
  }

  const quarterAntiClockwise = (picture: Picture): Picture => {
    const width = picture[0]?.length ?? 0
    return build(width, picture.length, (y, x) => at(picture, x, width - 1 - y))
  }
  const turn = (picture: Picture, angle: number): Picture =>
    angle === 0 ? picture : turn(quarterAntiClockwise(picture), angle - 1)
  /**
   * Mirrors along an axis. Axis 0 exchanges top and bottom, axis 1 left and right (ISO/IEC
   * 23008-12, 6.5.12).
   */
  const mirror = (picture: Picture, axis: number): Picture =>
    axis === 0 ? picture.toReversed() : picture.map((row) => row.toReversed())

  const angles = [0, 1, 2, 3]
  const axes = [0, 1]
  const pairs = angles.flatMap((angle) => axes.map((axis) => [angle, axis] as const))
  const shown = (...transforms: Uint8Array[]) =>
    SHOWN[probe(avif({ items: [picture(...transforms)] }), true)?.orientation ?? 0]

  test.each(angles)('matches irot %d', (angle) => {
    expect(shown(property.irot(angle))).toEqual(turn(stored, angle))
    // The upper six bits are reserved (ISO/IEC 23008-12, 6.5.10).
    expect(shown(property.irot(angle | 0xfc))).toEqual(turn(stored, angle))
  })

  test.each(axes)('matches imir %d', (axis) => {
    expect(shown(property.imir(axis))).toEqual(mirror(stored, axis))
  })

  test.each(pairs)('matches irot %d, then imir %d', (angle, axis) => {
    expect(shown(property.irot(angle), property.imir(axis))).toEqual(mirror(turn(stored, angle), axis))
  })

  test.each(pairs)('matches imir, then irot: irot %d after imir %d', (angle, axis) => {
    expect(shown(property.imir(axis), property.irot(angle))).toEqual(turn(mirror(stored, axis), angle))
  })
})
