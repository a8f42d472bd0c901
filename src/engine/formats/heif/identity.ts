import { Failure } from '../../../errors.ts'
import type { HeifName, Items } from './items.ts'

/**
 * Maximum number of `iden` items in a chain, in which each shows the next item. Files in the
 * conformance suite have up to two.
 */
const MAX_IDENTITIES = 8

/**
 * Follows `iden` items (ISO/IEC 23008-12, 6.6.2.1). An `iden` item shows another item and
 * transforms it by its own properties.
 * @returns the item that has pixels, then the items that show it; the last one is `item`
 * @throws Failure corrupt: an item does not show exactly one other item, or too many items follow
 *   each other
 * @example identityChain(items, items.primary, 'HEIC') // [12, 14] if item 14 shows item 12
 */
export function identityChain(
  { types, references }: Items,
  item: number,
  name: HeifName,
): readonly [number, ...number[]] {
  const shownBy = (from: number): number => {
    const shown = references.filter((it) => it.type === 'dimg' && it.from === from).flatMap(({ to }) => to)
    const [only] = shown
    if (shown.length !== 1 || only === undefined)
      throw new Failure('corrupt', `${name}: a derived item (iden) does not show exactly one other`)
    return only
  }
  let source = item
  const derived: number[] = []
  while (types.get(source) === 'iden') {
    if (derived.length === MAX_IDENTITIES)
      throw new Failure(
        'corrupt',
        `${name}: more than ${MAX_IDENTITIES} derived items (iden) show each other`,
      )
    derived.unshift(source)
    source = shownBy(source)
  }
  return [source, ...derived]
}
