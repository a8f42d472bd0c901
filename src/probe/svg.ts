import { Failure } from '../errors.ts'
import { svgSize } from './svg-size.ts'
import { drawable, fragment, localReferences, parseStyleSheet, styleOf } from './svg-style.ts'
import { type XmlPart, xmlParts } from './xml.ts'

/** What is known of an SVG before it is drawn, and what is left of it to draw. */
export interface Svg {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** How many elements are drawn, each as often as it is referred to. */
  readonly drawn: number
  /** Whether anything may have to be drawn apart before it is laid down: opacity, masks, blending. */
  readonly layered: boolean
  /** The image as an SVG of elements that are drawn and of nothing else, its style sheets worked into them. */
  readonly document: Uint8Array
}

/** Most bytes of an SVG. */
export const MAX_SVG = 256 * 1024
const MAX_DEPTH = 32
/** Tags, and texts between them. */
const MAX_PARTS = 30_000
const MAX_DRAWN = 5_000
/** Characters of one path: some ten thousand numbers. */
const MAX_PATH = 65_536

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const DRAWN = words('svg g symbol use path rect circle ellipse line polyline polygon clipPath mask')
const HELPING = words('defs linearGradient radialGradient stop')
/** Not for the eye; nor are elements of other namespaces, the notes of editors. */
const NOTES = words('title desc metadata style')
const LAYERED = /(?:^|;)(?:opacity|mask|mix-blend-mode|isolation)(?:$|:)/

/** An element with all that is in it. */
interface Element {
  readonly name: string
  /** Whether it is left out, with all that is in it. */
  readonly hidden: boolean
  drawn: number
  readonly references: string[]
}

/** What comes of a document as it is read. */
interface Reading {
  readonly out: string[]
  readonly named: Map<string, Element[]>
  root: Element | undefined
  layered: boolean
}

type Tag = XmlPart & { readonly kind: 'open' }
type Rules = ReturnType<typeof parseStyleSheet>

const malformed = () => new Failure('corrupt', 'SVG: elements do not close where they should')
const tooMuch = (of: string) => new Failure('too-large', `SVG: there are too many ${of}`)

/** The attributes of an element as they are to stand in the document. */
function attributesOf({ name, attributes }: Tag, rules: Rules): ReadonlyMap<string, string> {
  const kept = new Map<string, string>()
  for (const [key, value] of attributes) {
    const local = key.endsWith(':href') ? 'href' : key
    const drawn = local.includes(':') || local === 'class' ? undefined : drawable(local, value)
    if (drawn !== undefined) kept.set(local, drawn)
  }
  const style = [...styleOf(name, attributes, rules)].map((declaration) => declaration.join(':'))
  kept.delete('style')
  return style.length === 0 ? kept : kept.set('style', style.join(';'))
}

function assertDrawn(name: string, isRoot: boolean): void {
  if (isRoot !== (name === 'svg') || !(DRAWN.has(name) || HELPING.has(name)))
    throw new Failure('unsupported', isRoot ? 'SVG: the root is not <svg>' : `SVG: <${name}> is not drawn`)
}

/** Writes a start tag, and takes note of what it refers to. */
function openElement(tag: Tag, rules: Rules, reading: Reading, parent?: Element): Element {
  const { name } = tag
  const hidden = parent !== undefined && (parent.hidden || NOTES.has(name) || name.includes(':'))
  const element: Element = { name, hidden, drawn: 0, references: [] }
  if (hidden) return element
  assertDrawn(name, !parent)
  element.drawn = DRAWN.has(name) ? 1 : 0
  reading.out.push(`<${name}`)
  for (const [key, value] of attributesOf(tag, rules)) {
    if ((key === 'd' || key === 'points') && value.length > MAX_PATH)
      throw new Failure('too-large', `SVG: a path has more than ${MAX_PATH} characters`)
    if (key === 'href') element.references.push(fragment(value))
    else element.references.push(...localReferences(value))
    if (LAYERED.test(key) || (key === 'style' && LAYERED.test(value))) reading.layered = true
    reading.out.push(` ${key}="${value.replaceAll('"', "'")}"`)
  }
  reading.out.push('>')
  const id = tag.attributes.get('id')
  if (id !== undefined) reading.named.set(id, [...(reading.named.get(id) ?? []), element])
  return element
}

function read(parts: readonly XmlPart[], rules: Rules): Reading & { readonly root: Element } {
  const reading: Reading = { out: [], named: new Map(), root: undefined, layered: false }
  const stack: Element[] = []
  for (const part of parts) {
    const parent = stack.at(-1)
    if (part.kind === 'open') {
      if (reading.root && !parent) throw malformed()
      if (stack.length === MAX_DEPTH) throw tooMuch('levels of elements')
      const element = openElement(part, rules, reading, parent)
      reading.root ??= element
      stack.push(element)
    } else if (part.kind === 'close') {
      if (parent?.name !== part.name) throw malformed()
      stack.pop()
      const outer = stack.at(-1)
      if (outer) outer.drawn += parent.drawn
      outer?.references.push(...parent.references)
      if (!parent.hidden) reading.out.push(`</${part.name}>`)
    }
  }
  const { root } = reading
  if (!root || stack.length > 0) throw malformed()
  return { ...reading, root }
}

/** Counts what is drawn in an element and in all that it refers to. */
function counter(named: ReadonlyMap<string, readonly Element[]>): (element: Element) => number {
  const known = new Map<Element, number>()
  const open = new Set<Element>()
  return function count(element): number {
    const before = known.get(element)
    if (before !== undefined) return before
    if (open.has(element)) throw new Failure('corrupt', 'SVG: an element refers to itself')
    if (open.size === MAX_DEPTH) throw tooMuch('levels of references')
    open.add(element)
    const targets = element.references.flatMap((id) => named.get(id) ?? [])
    const drawn = targets.reduce((sum, target) => sum + count(target), element.drawn)
    open.delete(element)
    known.set(element, drawn)
    return drawn
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new Failure('unsupported', 'SVG: expected UTF-8')
  }
}

/** The text of all style sheets; they are read before the first element that they match. */
function styleSheet(parts: readonly XmlPart[]): string {
  let within = ''
  let sheet = ''
  for (const part of parts) {
    if (part.kind === 'open') within = part.name
    else if (part.kind === 'close') within = ''
    else if (within === 'style') sheet += part.text
  }
  return sheet
}

/** Whether a file may be an SVG: no other format begins with a less-than sign. */
export function isSvg(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().startsWith('<')
}

/**
 * Reads an SVG, and makes one of it that the rasteriser draws as it is meant. What that would leave out (text, images,
 * filters, patterns, markers, scripts) is refused, and so is every reference out of the file.
 * @param bytes the whole file
 * @throws Failure unsupported, corrupt, too-large
 */
export function readSvg(bytes: Uint8Array): Svg {
  if (bytes.length > MAX_SVG) throw new Failure('too-large', `SVG: at most ${MAX_SVG} bytes`)
  const parts = [...xmlParts(decode(bytes))]
  if (parts.length > MAX_PARTS) throw tooMuch('elements')
  const rules = parseStyleSheet(styleSheet(parts))
  const { out, named, root, layered } = read(parts, rules)
  const drawn = counter(named)(root)
  if (drawn > MAX_DRAWN) throw tooMuch('elements')
  const top = parts.find((part) => part.kind === 'open')
  const size = svgSize(top?.attributes ?? new Map())
  return { ...size, drawn, layered, document: new TextEncoder().encode(out.join('')) }
}
