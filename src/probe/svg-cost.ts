import { Failure } from '../errors.ts'
import type { Scale } from './svg-geometry.ts'
import type { Extent } from './svg-path.ts'

/** An element, as far as it matters what it costs to draw it. */
export interface Element {
  readonly name: string
  /** Whether anything of it is drawn. */
  readonly visible: boolean
  readonly scale: Scale
  readonly shape: Extent
  /** Width of the stroke, 0 for none. */
  readonly stroke: number
  /** Length of a dash and its gap, 0 for a line without. */
  readonly dash: number
  /** `use`: how large a symbol becomes; `symbol`: how large it is of its own, if it says so. */
  readonly side: number
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
/** How many stroke widths a mitred corner stands out (SVG 2, 13.5.5: the usual limit is 4), roughly. */
const MITRE = 10

function scaled({ drawn, reach, work }: Cost, { factor, shift }: Scale): Cost {
  return { drawn, reach: reach * factor + shift, work: work * factor * factor }
}

function together(a: Cost, b: Cost): Cost {
  return { drawn: a.drawn + b.drawn, reach: Math.max(a.reach, b.reach), work: a.work + b.work }
}

function ownCost({ visible, shape, stroke, dash }: Element): Cost {
  // A stroke has two sides, and a corner or cap at each point, of which a dash has two.
  const points = shape.points + (dash === 0 ? 0 : (2 * shape.travel) / dash)
  const outline = stroke === 0 ? shape.travel : 3 * shape.travel + 8 * stroke * points
  return { drawn: Number(visible), reach: shape.reach + MITRE * stroke, work: outline * outline }
}

/**
 * @param named elements by their ids
 * @throws Failure corrupt: an element refers to itself; too-large: too many levels or references
 */
export function costOf(root: Element, named: ReadonlyMap<string, readonly Element[]>): Cost {
  const known = new Map<Element, Cost>()
  const open = new Set<Element>()
  let references = 0

  function referred(from: Element, target: Element): Cost {
    const fits = from.name === 'use' && target.name === 'symbol' && target.side > 0
    return scaled(cost(target), { factor: fits ? from.side / target.side : 1, shift: 0 })
  }

  function cost(element: Element): Cost {
    const before = known.get(element)
    if (before) return before
    if (open.has(element)) throw new Failure('corrupt', 'SVG: an element refers to itself')
    if (open.size === MAX_DEPTH)
      throw new Failure('too-large', 'SVG: there are too many levels of references')
    open.add(element)
    const targets = element.references.flatMap((id) => named.get(id) ?? [])
    references += targets.length
    if (references > MAX_REFERENCES) throw new Failure('too-large', 'SVG: there are too many references')
    const all = [...element.parts.map(cost), ...targets.map((target) => referred(element, target))]
    const made = scaled(all.reduce(together, together(NOTHING, ownCost(element))), element.scale)
    open.delete(element)
    known.set(element, made)
    return made
  }

  return cost(root)
}
