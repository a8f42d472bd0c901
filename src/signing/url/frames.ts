import { Failure } from '../../errors.ts'
import type { Options } from './options.ts'
import type { Wire } from './wire.ts'

const MOVING: readonly Options['format'][] = [undefined, 'auto', 'webp']

type Frames = Pick<Options, 'animate' | 'page' | 'format' | 'max_bytes'>

/**
 * Returns `true` if the zone's default `animations` may set `animate` for these options. The result
 * is `false` for `output=json`, because a description does not depend on `animate`.
 */
export function mayMove({
  animate,
  page,
  format,
  max_bytes: maxBytes,
  output,
}: Frames & Pick<Options, 'output'>): boolean {
  const isStill = page !== undefined || maxBytes !== undefined || output === 'json'
  return animate === undefined && !isStill && MOVING.includes(format)
}

/**
 * Refuses options that contradict `animate=1`.
 * @throws Failure bad-parameter
 */
export function assertMoving({ animate = false, page, format }: Frames): void {
  if (!animate) return
  if (!MOVING.includes(format))
    throw new Failure(
      'bad-parameter',
      `animate=1 cannot be combined with format=${format}, which shows one frame: ask for format=webp or format=auto`,
    )
  if (page !== undefined)
    throw new Failure(
      'bad-parameter',
      'animate=1 cannot be combined with page, which shows one frame: leave one of them out',
    )
}

/**
 * Refuses `format=gif`, because Signet does not write GIF.
 * @throws Failure bad-parameter
 */
export function assertWritten({ signed, free }: Wire): void {
  if ((free.get('format') ?? signed.get('format')) === 'gif')
    throw new Failure(
      'bad-parameter',
      'format=gif: GIF is read, not written; format=webp with animate=1 keeps an animation, in fewer bytes',
    )
}
