import type { TableOptions } from '../../engine/options/options.ts'

export type Position = NonNullable<TableOptions['position']>
type Margins = NonNullable<TableOptions['extend']>

/**
 * The way in which a picture is mirrored and then rotated. sharp means sides afterwards, the engine
 * before.
 */
export interface Turning {
  /** Degrees clockwise, from 0 to below 360. Angles between quarter turns do not change sides. */
  readonly angle: number
  readonly flip: boolean
  readonly flop: boolean
}

const quarters = ({ angle }: Turning) => (angle % 90 === 0 ? angle / 90 : 0)

/** Returns the side or corner that becomes `position` when the picture is turned. */
export function positionBefore(position: Position, turning: Turning): Position {
  let x = Number(position.includes('right')) - Number(position.includes('left'))
  let y = Number(position.includes('bottom')) - Number(position.includes('top'))
  for (let turn = 0; turn < quarters(turning); turn++) [x, y] = [y, -x]
  if (turning.flop) x = -x
  if (turning.flip) y = -y
  const across = x < 0 ? 'left' : x > 0 ? 'right' : ''
  const down = y < 0 ? 'top' : y > 0 ? 'bottom' : ''
  return (`${down}${across}` || 'center') as Position
}

/** Returns the margins that become `margins` when the picture is turned. */
export function marginsBefore(margins: Margins, turning: Turning): Margins {
  let { top, right, bottom, left } = margins
  for (let turn = 0; turn < quarters(turning); turn++) [top, right, bottom, left] = [right, bottom, left, top]
  if (turning.flop) [left, right] = [right, left]
  if (turning.flip) [top, bottom] = [bottom, top]
  return { top, right, bottom, left }
}
