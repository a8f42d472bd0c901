import { Failure } from '../../errors.ts'
import type { Scale } from './geometry.ts'
import { finiteAmount } from './number.ts'
import type { Extent } from './path.ts'
import type { ViewBox } from './size.ts'
import { costliest, type Stroke } from './stroke.ts'

/** Element properties that determine how costly the element is to draw. */
export interface Element {
  readonly name: string
  readonly visible: boolean
  readonly scale: Scale
  readonly shape: Extent
  readonly stroke: Stroke
  /** Stroke properties that the element sets itself instead of inheriting them. */
  readonly specified: Readonly<Partial<Stroke>>
  /**
   * Only for `use` and `symbol`: the longer of the specified `width` and `height`, in pixels.
   * `isSized` is `true` if both are specified.
   */
  readonly side: number
  readonly isSized: boolean
  /** View box of a `symbol`. It is fitted into the symbol's size. */
  readonly box: ViewBox | undefined
  readonly parts: Element[]
  /** Ids of other elements that are drawn together with this element. */
  readonly references: string[]
}

/** Upper bound for the drawing cost, found without computing any geometry. */
export interface Cost {
  /** Number of drawn elements. An element counts as often as it is referred to. */
  readonly drawn: number
  /** Largest absolute coordinate in the drawing. */
  readonly reach: number
  /**
   * Sum of squared outline lengths. An outline with n pixels crosses each of h rows about n / h
   * times, and each crossing is compared with other crossings in its row.
   */
  readonly work: number
}

const NOTHING: Cost = { drawn: 0, reach: 0, work: 0 }
const MAX_DEPTH = 64
const MAX_REFERENCES = 50_000
/**
 * Approximate distance by which a stroke's corners and caps extend beyond the outline, in stroke
 * widths.
 */
const CORNER = 10

function scaled({ drawn, reach, work }: Cost, { factor, shift }: Scale): Cost {
  return { drawn, reach: finiteAmount(reach * factor + shift), work: work * factor * factor }
}

/**
 * Returns an upper bound for point coordinates after a view box is fitted into a size. The bound is
 * valid for every alignment.
 */
export function fitScale({ x, y, width, height }: ViewBox, size: { width: number; height: number }): Scale {
  const factor = Math.max(size.width / width, size.height / height)
  const box = factor * (Math.abs(x) + Math.abs(y) + Math.max(width, height))
  return { factor, shift: box + Math.max(size.width, size.height) }
}

function addCosts(a: Cost, b: Cost): Cost {
  return { drawn: a.drawn + b.drawn, reach: Math.max(a.reach, b.reach), work: a.work + b.work }
}

function ownCost({ visible, shape, stroke: own, specified }: Element, useStroke: Stroke | undefined): Cost {
  const { drawn, width, dash, mitred, mitre } = useStroke
    ? { ...costliest(own, useStroke), ...specified }
    : own
  const stroke = drawn ? width : 0
  const point = mitred ? mitre : 0
  // A stroke has an outline on two sides, and a corner or cap at each point. Each dash has two
  // caps.
  const points = shape.points + (dash === 0 ? 0 : (2 * shape.travel) / dash)
  const corner = Math.max(8, 2 * point) * stroke
  const outline = stroke === 0 ? shape.travel : 3 * shape.travel + corner * points
  const reach = shape.reach + Math.max(CORNER, point) * stroke
  return { drawn: Number(visible), reach: finiteAmount(reach), work: outline * outline }
}

/**
 * Returns an upper bound for an element's drawing cost.
 * @param useStroke costliest stroke among all `use` elements, which the elements drawn by `use` may
 *   inherit
 * @throws Failure corrupt: an element refers to itself; too-large: too many levels or references
 */
export function costOf(
  root: Element,
  byId: ReadonlyMap<string, readonly Element[]>,
  useStroke: Stroke | undefined,
): Cost {
  const [inPlace, referredTo] = [new Map<Element, Cost>(), new Map<Element, Cost>()]
  const open = new Set<Element>()
  let references = 0

  function referred(from: Element, target: Element): Cost {
    const targetCost = cost(target, true)
    if (from.name !== 'use' || !target.box) return targetCost
    const side = from.isSized ? from.side : Math.max(from.side, target.side)
    return scaled(targetCost, fitScale(target.box, { width: side, height: side }))
  }

  function cost(element: Element, isReferredTo: boolean): Cost {
    const known = isReferredTo ? referredTo : inPlace
    const knownCost = known.get(element)
    if (knownCost) return knownCost
    if (open.has(element)) throw new Failure('corrupt', 'SVG: an element refers to itself')
    if (open.size === MAX_DEPTH)
      throw new Failure('too-large', 'SVG: references are nested too deeply: use fewer levels')
    open.add(element)
    const targets = element.references.flatMap((id) => byId.get(id) ?? [])
    references += targets.length
    if (references > MAX_REFERENCES) throw new Failure('too-large', 'SVG: too many references; use fewer')
    const all = [
      ...element.parts.map((part) => cost(part, isReferredTo)),
      ...targets.map((target) => referred(element, target)),
    ]
    const own = ownCost(element, isReferredTo ? useStroke : undefined)
    const sum = scaled(all.reduce(addCosts, addCosts(NOTHING, own)), element.scale)
    // The content of `defs` is not drawn where it is defined. Each reference draws a copy, so the
    // definition itself costs no work.
    const total = element.name === 'defs' && !isReferredTo ? { ...sum, work: 0 } : sum
    open.delete(element)
    known.set(element, total)
    return total
  }

  return cost(root, false)
}
