import { Failure } from '../errors.ts'
import { svgSize } from './svg-size.ts'
import { assertStyleSheet, fragment, localReferences } from './svg-style.ts'
import { xmlParts } from './xml.ts'

/** What is known of an SVG before it is drawn. */
export interface SvgHeader {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** How many elements are drawn, each as often as it is referred to. */
  readonly drawn: number
  /** Whether anything may have to be drawn apart before it is laid down: opacity, masks, blending. */
  readonly layered: boolean
}

/** Most bytes of an SVG. */
export const MAX_SVG = 256 * 1024
const MAX_DEPTH = 32
const MAX_DRAWN = 5_000
/** Characters of one path: some ten thousand numbers. */
const MAX_PATH = 65_536

const DRAWN: ReadonlySet<string> = new Set(
  'svg g symbol use path rect circle ellipse line polyline polygon clipPath mask'.split(' '),
)
const QUIET: ReadonlySet<string> = new Set(
  'defs linearGradient radialGradient stop style title desc metadata'.split(' '),
)
const LAYERED = /(?<![\w-])(?:opacity|mask|mix-blend-mode|isolation)(?![\w-])/

/** An element with all that is in it. */
interface Element {
  readonly name: string
  readonly id: string | undefined
  drawn: number
  readonly references: string[]
}

/** Whether a file may be an SVG: no other format begins with a less-than sign. */
export function isSvg(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64))
  return start.trimStart().startsWith('<')
}

function readElement(name: string, attributes: ReadonlyMap<string, string>, parent?: Element): Element {
  const element: Element = { name, id: attributes.get('id'), drawn: DRAWN.has(name) ? 1 : 0, references: [] }
  // Names of other namespaces are notes of editors, which are not drawn.
  if (name.includes(':')) return element
  if ((name === 'svg') !== (parent === undefined) || !(DRAWN.has(name) || QUIET.has(name)))
    throw new Failure('unsupported', `SVG: ${parent ? `<${name}> is not drawn` : 'the root is not <svg>'}`)
  for (const [key, value] of attributes) {
    if (/^(?:.*:)?href$/.test(key)) element.references.push(fragment(value))
    else element.references.push(...localReferences(value))
    if ((key === 'd' || key === 'points') && value.length > MAX_PATH)
      throw new Failure('too-large', `SVG: a path has more than ${MAX_PATH} characters`)
  }
  return element
}

/** Counts what is drawn in an element and in all that it refers to. */
function counter(named: ReadonlyMap<string, readonly Element[]>): (element: Element) => number {
  const known = new Map<Element, number>()
  const open = new Set<Element>()
  return function count(element): number {
    const before = known.get(element)
    if (before !== undefined) return before
    if (open.has(element)) throw new Failure('corrupt', 'SVG: an element refers to itself')
    if (open.size > MAX_DEPTH) throw tooMuch('references')
    open.add(element)
    const targets = element.references.flatMap((id) => named.get(id) ?? [])
    const drawn = targets.reduce((sum, target) => sum + count(target), element.drawn)
    open.delete(element)
    known.set(element, drawn)
    return drawn
  }
}

const tooMuch = (of: string) => new Failure('too-large', `SVG: there are too many ${of}`)

interface Scan {
  readonly root: Element
  readonly attributes: ReadonlyMap<string, string>
  readonly named: ReadonlyMap<string, readonly Element[]>
  /** What style sheets refer to, on behalf of any element. */
  readonly styled: readonly string[]
}

function scan(document: string): Scan {
  const named = new Map<string, Element[]>()
  const stack: Element[] = []
  const styled: string[] = []
  let top: Pick<Scan, 'root' | 'attributes'> | undefined
  for (const part of xmlParts(document)) {
    const parent = stack.at(-1)
    if (part.kind === 'open') {
      if (top && !parent) throw malformed()
      if (stack.length === MAX_DEPTH) throw tooMuch('levels of elements')
      const element = readElement(part.name, part.attributes, parent)
      top ??= { root: element, attributes: part.attributes }
      stack.push(element)
      if (element.id !== undefined) named.set(element.id, [...(named.get(element.id) ?? []), element])
    } else if (part.kind === 'close') {
      if (parent?.name !== part.name) throw malformed()
      stack.pop()
      const outer = stack.at(-1)
      if (outer) outer.drawn += parent.drawn
      outer?.references.push(...parent.references)
    } else if (parent?.name === 'style') {
      assertStyleSheet(part.text)
      styled.push(...localReferences(part.text))
    } else if (!parent && part.text.trim() !== '') throw malformed()
  }
  if (!top || stack.length > 0) throw malformed()
  return { ...top, named, styled }
}

const malformed = () => new Failure('corrupt', 'SVG: elements do not close where they should')

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new Failure('unsupported', 'SVG: expected UTF-8')
  }
}

/**
 * Reads an SVG as far as is needed to know its size, that it is drawn as it is meant, and at what cost: what the
 * rasteriser would leave out (text, images, filters, patterns, markers, scripts) is refused, and so is every reference
 * out of the file.
 * @param bytes the whole file
 * @throws Failure unsupported, corrupt, too-large
 */
export function probeSvg(bytes: Uint8Array): SvgHeader {
  if (bytes.length > MAX_SVG) throw new Failure('too-large', `SVG: at most ${MAX_SVG} bytes`)
  const document = decode(bytes)
  const { root, attributes, named, styled } = scan(document)
  const count = counter(named)
  const targets = styled.flatMap((id) => named.get(id) ?? [])
  const perElement = targets.reduce((sum, target) => sum + count(target), 0)
  const drawn = count(root) + root.drawn * perElement
  if (drawn > MAX_DRAWN) throw tooMuch('elements')
  return { ...svgSize(attributes), drawn, layered: LAYERED.test(document) }
}
