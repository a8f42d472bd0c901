import { Failure } from '../../errors.ts'
import type { Scale } from './geometry.ts'
import { finiteAmount } from './number.ts'
import type { Extent } from './path.ts'
import type { ViewBox } from './size.ts'
import { costliest, type Stroke } from './stroke.ts'

/** The properties of an element that decide what it costs to draw. */
export interface Element {
  readonly name: string
  readonly visible: boolean
  readonly scale: Scale
  readonly shape: Extent
  readonly stroke: Stroke
  /** The properties of the stroke that the element does not inherit. */
  readonly specified: Readonly<Partial<Stroke>>
  /** `use`, `symbol`: the longer specified side, and whether both sides are specified. */
  readonly side: number
  readonly isSized: boolean
  /** The view box of a `symbol`, which is fitted into its size. */
  readonly box: ViewBox | undefined
  readonly parts: Element[]
  /** Ids of the elements that are drawn for it too. */
  readonly references: string[]
}

/** An upper bound of what drawing costs, found without geometry. */
export interface Cost {
  /** Elements drawn, each counted as often as it is referred to. */
  readonly drawn: number
  /** Greatest coordinate. */
  readonly reach: number
  /** Sum of squared outline lengths: an outline of n pixels meets n / h others in each of h rows. */
  readonly work: number
}

const NOTHING: Cost = { drawn: 0, reach: 0, work: 0 }
const MAX_DEPTH = 64
const MAX_REFERENCES = 50_000
/** Stroke widths that a corner or cap reaches out, roughly. */
const CORNER = 10

function scaled({ drawn, reach, work }: Cost, { factor, shift }: Scale): Cost {
  return { drawn, reach: finiteAmount(reach * factor + shift), work: work * factor * factor }
}

/** Bounds how fitting a view box into a size moves a point, however it is aligned. */
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
  // A stroke has two sides, and a corner or cap at each point, of which a dash has two.
  const points = shape.points + (dash === 0 ? 0 : (2 * shape.travel) / dash)
  const corner = Math.max(8, 2 * point) * stroke
  const outline = stroke === 0 ? shape.travel : 3 * shape.travel + corner * points
  const reach = shape.reach + Math.max(CORNER, point) * stroke
  return { drawn: Number(visible), reach: finiteAmount(reach), work: outline * outline }
}

/**
 * Bounds what drawing an element costs.
 * @param useStroke the costliest stroke of all `use` elements, which the elements that they draw may inherit
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
    if (open.size === MAX_DEPTH) throw new Failure('too-large', 'SVG: references are nested too deeply')
    open.add(element)
    const targets = element.references.flatMap((id) => byId.get(id) ?? [])
    references += targets.length
    if (references > MAX_REFERENCES) throw new Failure('too-large', 'SVG: there are too many references')
    const all = [
      ...element.parts.map((part) => cost(part, isReferredTo)),
      ...targets.map((target) => referred(element, target)),
    ]
    const own = ownCost(element, isReferredTo ? useStroke : undefined)
    const sum = scaled(all.reduce(addCosts, addCosts(NOTHING, own)), element.scale)
    // Definitions are copied for each reference, but drawn only where something refers to them.
    const total = element.name === 'defs' && !isReferredTo ? { ...sum, work: 0 } : sum
    open.delete(element)
    known.set(element, total)
    return total
  }

  return cost(root, false)
}
