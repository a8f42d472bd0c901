import { Failure } from '../errors.ts'
import type { Scale } from './geometry.ts'
import { finiteAmount } from './number.ts'
import type { Extent } from './path.ts'
import type { ViewBox } from './size.ts'
import { costliest, type Stroke } from './stroke.ts'

/** An element, as far as it matters what it costs to draw it. */
export interface Element {
  readonly name: string
  /** Whether anything of it is drawn. */
  readonly visible: boolean
  readonly scale: Scale
  readonly shape: Extent
  readonly stroke: Stroke
  /** What of the stroke is not from elsewhere. */
  readonly specified: Readonly<Partial<Stroke>>
  /** `use`, and `symbol` by its own: how large it wants to be, as far as it says so; both sides must be said. */
  readonly side: number
  readonly isSized: boolean
  /** What of a `symbol` is fitted into its size; `undefined` where it is drawn as it is. */
  readonly box: ViewBox | undefined
  readonly parts: Element[]
  /** Ids of what else is drawn for it. */
  readonly references: string[]
}

/** What drawing costs at most; an upper bound, since no geometry is looked at. */
export interface Cost {
  /** Elements that are drawn, each as often as it is referred to. */
  readonly drawn: number
  /** Greatest coordinate. */
  readonly reach: number
  /** The outlines' lengths, squared and added: an outline of n pixels meets n / h others in each of h rows. */
  readonly work: number
}

const NOTHING: Cost = { drawn: 0, reach: 0, work: 0 }
/** Elements within each other, those referred to among them. */
const MAX_DEPTH = 64
/** References from all elements to all that have the id. */
const MAX_REFERENCES = 50_000
/** How many stroke widths any corner or cap stands out, roughly. */
const CORNER = 10

function scaled({ drawn, reach, work }: Cost, { factor, shift }: Scale): Cost {
  return { drawn, reach: finiteAmount(reach * factor + shift), work: work * factor * factor }
}

/** What fitting a part of the plane into a size does to a point, however it is aligned. */
export function fitScale({ x, y, width, height }: ViewBox, size: { width: number; height: number }): Scale {
  const factor = Math.max(size.width / width, size.height / height)
  const box = factor * (Math.abs(x) + Math.abs(y) + Math.max(width, height))
  return { factor, shift: box + Math.max(size.width, size.height) }
}

function addCosts(a: Cost, b: Cost): Cost {
  return { drawn: a.drawn + b.drawn, reach: Math.max(a.reach, b.reach), work: a.work + b.work }
}

/** @param lent what a `use` may draw it with, where it does not say itself with what */
function ownCost({ visible, shape, stroke: own, specified: said }: Element, lent: Stroke | undefined): Cost {
  const { drawn, width, dash, mitred, mitre } = lent ? { ...costliest(own, lent), ...said } : own
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
 * @param named elements by their ids
 * @param lent the costliest strokes of all `use` elements: what they draw inherits from them
 * @throws Failure corrupt: an element refers to itself; too-large: too many levels or references
 */
export function costOf(
  root: Element,
  named: ReadonlyMap<string, readonly Element[]>,
  lent: Stroke | undefined,
): Cost {
  const [inPlace, referredTo] = [new Map<Element, Cost>(), new Map<Element, Cost>()]
  const open = new Set<Element>()
  let references = 0

  function referred(from: Element, target: Element): Cost {
    const made = cost(target, true)
    if (from.name !== 'use' || !target.box) return made
    const side = from.isSized ? from.side : Math.max(from.side, target.side)
    return scaled(made, fitScale(target.box, { width: side, height: side }))
  }

  function cost(element: Element, isReferredTo: boolean): Cost {
    const known = isReferredTo ? referredTo : inPlace
    const before = known.get(element)
    if (before) return before
    if (open.has(element)) throw new Failure('corrupt', 'SVG: an element refers to itself')
    if (open.size === MAX_DEPTH)
      throw new Failure('too-large', 'SVG: there are too many levels of references')
    open.add(element)
    const targets = element.references.flatMap((id) => named.get(id) ?? [])
    references += targets.length
    if (references > MAX_REFERENCES) throw new Failure('too-large', 'SVG: there are too many references')
    const all = [
      ...element.parts.map((part) => cost(part, isReferredTo)),
      ...targets.map((target) => referred(element, target)),
    ]
    const own = ownCost(element, isReferredTo ? lent : undefined)
    const made = scaled(all.reduce(addCosts, addCosts(NOTHING, own)), element.scale)
    open.delete(element)
    known.set(element, made)
    return made
  }

  return cost(root, false)
}
