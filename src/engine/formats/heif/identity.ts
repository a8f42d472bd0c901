import { Failure } from '../../../errors.ts'
import type { HeifName, Items } from './items.ts'

/** Items of type `iden` that may follow each other; files of the conformance suite have two. */
const MAX_IDENTITIES = 8

/**
 * Follows items of type `iden` (ISO/IEC 23008-12, 6.6.2.1), which show another item and transform it by properties of their
 * own.
 * @returns the item that has pixels, then those that show it, the given one last
 * @throws Failure corrupt: an item does not show exactly one other, or too many follow each other
 * @example identityChain(items, items.primary, 'HEIC') // [12, 14] where 14 shows 12 turned
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
