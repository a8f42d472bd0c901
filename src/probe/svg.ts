import { Failure } from '../errors.ts'
import { type Cost, costOf, type Element } from './svg-cost.ts'
import { amount, dashOf, type Scale, scaleOf, shapeOf } from './svg-geometry.ts'
import { svgSize, viewBoxOf } from './svg-size.ts'
import {
  cascadeOf,
  drawable,
  fragment,
  localReferences,
  parseStyleSheet,
  type Style,
  styleOf,
} from './svg-style.ts'
import { readXml, type XmlElement } from './xml.ts'

/** What is known of an SVG before it is drawn, and what is left of it to draw. */
export interface Svg extends Cost {
  /** Pixels, of which the cost is told. */
  readonly width: number
  readonly height: number
  /** Whether anything may have to be drawn apart before it is laid down: opacity, masks, blending. */
  readonly layered: boolean
  /** The image as an SVG of elements that are drawn and of nothing else, its style sheets worked into them. */
  readonly document: Uint8Array
}

/** Most bytes of an SVG. */
export const MAX_SVG = 256 * 1024
const MAX_DRAWN = 5_000
/** Declarations of all elements, and characters of what is left to draw, which style sheets can multiply. */
const MAX_DECLARED = 200_000
const MAX_WRITTEN = 4 * MAX_SVG

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const DRAWN = words('svg g symbol use path rect circle ellipse line polyline polygon clipPath mask')
const HELPING = words('defs linearGradient radialGradient stop')
/** Not for the eye; nor are elements of other namespaces, the notes of editors. */
const NOTES = words('title desc metadata style')
const LAYERED = words('opacity mask mix-blend-mode isolation')

type Attributes = ReadonlyMap<string, string>

/** What holds for the whole document, and what comes of it. */
interface Reading {
  readonly rules: ReturnType<typeof parseStyleSheet>
  /** The longer side of what can be seen, in its own units. */
  readonly whole: number
  readonly out: string[]
  readonly named: Map<string, Element[]>
  layered: boolean
  declared: number
  written: number
}

/** What an element draws its outline with, unless it says otherwise. */
interface Stroke {
  readonly drawn: boolean
  readonly width: number
  readonly dash: number
}

/** The attributes of an element as they are to stand in the document, but for `style`. */
function attributesOf(attributes: Attributes): Map<string, string> {
  const kept = new Map<string, string>()
  for (const [key, value] of attributes) {
    const local = key.endsWith(':href') ? 'href' : key
    const drawn =
      local.includes(':') || local === 'class' || local === 'style' ? undefined : drawable(local, value)
    if (drawn !== undefined) kept.set(local, drawn)
  }
  return kept
}

function assertDrawn({ name, attributes }: XmlElement, isRoot: boolean): void {
  if (isRoot && name !== 'svg') throw new Failure('unsupported', 'SVG: the root is not <svg>')
  if (isRoot === (name !== 'svg') || !(DRAWN.has(name) || HELPING.has(name)))
    throw new Failure('unsupported', `SVG: <${name}> is not drawn`)
  for (const key of ['clipPathUnits', 'maskContentUnits'])
    if (attributes.get(key) === 'objectBoundingBox')
      throw new Failure('unsupported', `SVG: ${key} other than userSpaceOnUse are not drawn`)
}

/** What becomes of the coordinates in an element, up to its parent's. */
function scaleFor(name: string, attributes: Attributes, whole: number): Scale {
  const { factor, shift } = scaleOf(attributes.get('transform'))
  const aside = name === 'use' ? amount(attributes.get('x'), whole) + amount(attributes.get('y'), whole) : 0
  const box = name === 'svg' ? viewBoxOf(attributes) : undefined
  if (!box) return { factor, shift: factor * aside + shift }
  const { width, height } = svgSize(attributes)
  const zoom = factor * Math.max(width / box.width, height / box.height)
  return { factor: zoom, shift: zoom * (Math.abs(box.x) + Math.abs(box.y)) + shift }
}

/** How large a `use` makes a symbol, and a symbol is of its own; 0 where no scale comes of it. */
function sideOf(name: string, attributes: Attributes, whole: number): number {
  if (name === 'use') {
    const sides = ['width', 'height'].map((key) => amount(attributes.get(key) ?? '100%', whole))
    return Math.max(...sides)
  }
  const box = name === 'symbol' ? viewBoxOf(attributes) : undefined
  return box ? Math.min(box.width, box.height) : 0
}

/** An attribute or a property of an element. */
type Property = (name: string) => string | undefined

function strokeOf(property: Property, inherited: Stroke, whole: number): Stroke {
  const paint = property('stroke')
  const width = property('stroke-width')
  const dash = property('stroke-dasharray')
  return {
    drawn: paint === undefined ? inherited.drawn : paint !== 'none',
    width: width === undefined ? inherited.width : amount(width, whole),
    dash: dash === undefined ? inherited.dash : dashOf(dash),
  }
}

function referencesOf(attributes: Attributes, style: Style): string[] {
  const href = attributes.get('href')
  const painted = [...attributes.values(), ...style.values()].flatMap(localReferences)
  return href === undefined ? painted : [fragment(href), ...painted]
}

function startTag(name: string, attributes: Attributes, style: Style): string {
  const declarations = [...style].map((declaration) => declaration.join(':')).join(';')
  const all = declarations === '' ? [...attributes] : [...attributes, ['style', declarations]]
  return `<${[name, ...all.map(([key, value = '']) => `${key}="${value.replaceAll('"', "'")}"`)].join(' ')}>`
}

/** The style that the document and the element itself give to it. */
function readStyle({ name, attributes }: XmlElement, reading: Reading): Style {
  const cascade = cascadeOf(name, attributes, reading.rules)
  reading.declared += cascade.length
  if (reading.declared > MAX_DECLARED)
    throw new Failure('too-large', 'SVG: its style sheets declare too much')
  return styleOf(cascade)
}

function write(text: string, reading: Reading): void {
  reading.written += text.length
  if (reading.written > MAX_WRITTEN) throw new Failure('too-large', 'SVG: its style sheets make it too large')
  reading.out.push(text)
}

/** Writes an element, and takes note of what it costs to draw it. */
function readElement(node: XmlElement, inherited: Stroke, reading: Reading, isRoot = false): Element {
  const { name, children } = node
  const { whole, named } = reading
  assertDrawn(node, isRoot)
  const attributes = attributesOf(node.attributes)
  const style = readStyle(node, reading)
  const shape = shapeOf(name, attributes, whole)
  const stroke = strokeOf((key) => style.get(key) ?? attributes.get(key), inherited, whole)
  if ([...attributes.keys(), ...style.keys()].some((key) => LAYERED.has(key))) reading.layered = true

  write(startTag(name, attributes, style), reading)
  const drawn = children.filter((child) => !NOTES.has(child.name) && !child.name.includes(':'))
  const parts = drawn.map((child) => readElement(child, stroke, reading))
  write(`</${name}>`, reading)

  const element: Element = {
    name,
    visible: DRAWN.has(name),
    scale: scaleFor(name, attributes, whole),
    shape,
    stroke: stroke.drawn ? stroke.width : 0,
    dash: stroke.dash,
    side: sideOf(name, attributes, whole),
    parts,
    references: referencesOf(attributes, style),
  }
  const id = attributes.get('id')
  if (id !== undefined) {
    const others = named.get(id)
    if (others) others.push(element)
    else named.set(id, [element])
  }
  return element
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new Failure('unsupported', 'SVG: expected UTF-8')
  }
}

/** The text of all style sheets, wherever they stand. */
function styleSheet({ name, text, children }: XmlElement): string {
  return (name === 'style' ? text : '') + children.map(styleSheet).join('')
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
  const tree = readXml(decode(bytes))
  assertDrawn(tree, true)
  const { width, height } = svgSize(tree.attributes)
  const box = viewBoxOf(tree.attributes) ?? { width, height }
  const whole = Math.max(box.width, box.height)
  const rules = parseStyleSheet(styleSheet(tree))
  const reading: Reading = {
    rules,
    whole,
    out: [],
    named: new Map(),
    layered: false,
    declared: 0,
    written: 0,
  }
  const root = readElement(tree, { drawn: false, width: 1, dash: 0 }, reading, true)
  const cost = costOf(root, reading.named)
  if (cost.drawn > MAX_DRAWN) throw new Failure('too-large', 'SVG: there are too many elements')
  const document = new TextEncoder().encode(reading.out.join(''))
  return { width, height, layered: reading.layered, document, ...cost }
}
