import { Failure } from '../../errors.ts'
import { type Cost, costOf, type Element, fitScale } from './cost.ts'
import { maxPixels, type Scale, scaleOf, shapeOf } from './geometry.ts'
import { svgSize, viewBoxOf } from './size.ts'
import { costliest, type Stroke, specifiedStroke, UNSTROKED } from './stroke.ts'
import { cascadeOf, parseStyleSheet, type Style, styleOf } from './style.ts'
import { normalizeAttribute, referredId } from './values.ts'
import { readXml, type XmlElement } from './xml.ts'

/** SVG that has been checked: its size, its cost and the rewritten document to draw. */
export interface Svg extends Cost {
  /** Width in pixels. Lengths in `cost` have the same unit. */
  readonly width: number
  readonly height: number
  /**
   * `true` if a part of the drawing may need its own layer, because of opacity, masks or blending.
   */
  readonly layered: boolean
  /**
   * Rewritten SVG. It contains only elements that are drawn. Style sheets are resolved to
   * attributes.
   */
  readonly document: Uint8Array
}

/** Maximum SVG length in bytes. */
export const MAX_SVG = 256 * 1024
const MAX_DRAWN = 5_000
/**
 * Maximum characters in the rewritten document. Without this limit, style sheets could multiply the
 * document's length.
 */
const MAX_WRITTEN = 4 * MAX_SVG

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const DRAWN = words('svg g symbol use path rect circle ellipse line polyline polygon clipPath mask')
const AUXILIARY = words('defs linearGradient radialGradient stop')
const IGNORED = words('title desc metadata style')
const CONTAINERS = words('svg g symbol clipPath mask defs')
/** Elements whose transform ThorVG ignores at some places in the document. */
const UNTRANSFORMED = words('svg symbol mask defs')
const LAYERED = words('opacity mask mix-blend-mode isolation')

type Attributes = ReadonlyMap<string, string>

interface Reading {
  readonly rules: ReturnType<typeof parseStyleSheet>
  /** Longer side of the root's view box, in user units. */
  readonly viewSide: number
  readonly out: string[]
  readonly byId: Map<string, Element[]>
  useStroke: Stroke | undefined
  layered: boolean
  declared: number
  written: number
}

/**
 * `true` if an attribute has no effect. Examples are path data on another shape element, and a root
 * width or height in percent.
 */
const isUnused = (element: string, isRoot: boolean, name: string, value: string) =>
  (name === 'd' && element !== 'path') ||
  (name === 'points' && !element.startsWith('poly')) ||
  (isRoot && (name === 'width' || name === 'height') && value.endsWith('%'))

function attributesOf({ name, attributes }: XmlElement, isRoot: boolean): Map<string, string> {
  const kept = new Map<string, string>()
  for (const [key, value] of attributes) {
    const local = key.endsWith(':href') ? 'href' : key
    const normalized = normalizeAttribute(local, value)
    if (normalized !== undefined && !isUnused(name, isRoot, local, normalized)) kept.set(local, normalized)
  }
  return kept
}

function assertSupported({ name, attributes }: XmlElement, isRoot: boolean): void {
  if (isRoot && name !== 'svg') throw new Failure('unsupported', 'SVG: the root is not <svg>')
  if (isRoot === (name !== 'svg') || !(DRAWN.has(name) || AUXILIARY.has(name)))
    throw new Failure('unsupported', `SVG: <${name}> is not supported`)
  if (attributes.has('transform') && UNTRANSFORMED.has(name))
    throw new Failure('unsupported', `SVG: a transform of <${name}> is not supported`)
  for (const key of ['clipPathUnits', 'maskContentUnits'])
    if (attributes.get(key) === 'objectBoundingBox')
      throw new Failure('unsupported', `SVG: ${key} must be userSpaceOnUse`)
}

/**
 * Returns the children that affect the drawing. Refuses children inside a shape, because ThorVG
 * draws them as the shape's siblings.
 */
function partsOf({ name, children }: XmlElement): readonly XmlElement[] {
  const parts = children.filter((child) => !IGNORED.has(child.name) && !child.name.includes(':'))
  const wrong = parts.find(
    (part) => !(CONTAINERS.has(name) || (part.name === 'stop' && name.endsWith('Gradient'))),
  )
  if (wrong) throw new Failure('unsupported', `SVG: <${wrong.name}> in <${name}> is not supported`)
  return parts
}

function scaleFor(name: string, attributes: Attributes, whole: number): Scale {
  const { factor, shift } = scaleOf(attributes.get('transform'))
  const aside =
    name === 'use' ? maxPixels(attributes.get('x'), whole) + maxPixels(attributes.get('y'), whole) : 0
  if (name === 'clipPath') return { factor: Math.max(1, factor), shift }
  const box = name === 'svg' ? viewBoxOf(attributes) : undefined
  return box ? fitScale(box, svgSize(attributes)) : { factor, shift: factor * aside + shift }
}

function sideOf(
  name: string,
  attributes: Attributes,
  whole: number,
): Pick<Element, 'side' | 'isSized' | 'box'> {
  const sides = ['width', 'height'].map(
    (key) => attributes.get(key) ?? (name === 'symbol' ? '100%' : undefined),
  )
  return {
    side: sides.reduce((most, side) => Math.max(most, maxPixels(side, whole)), 0),
    isSized: !sides.includes(undefined),
    box: name === 'symbol' ? viewBoxOf(attributes) : undefined,
  }
}

function referencesOf(attributes: Attributes, style: Style): string[] {
  const href = attributes.get('href')
  const painted = [...attributes.values(), ...style.values()].flatMap((value) => referredId(value) ?? [])
  return href === undefined ? painted : [href.slice(1), ...painted]
}

function startTag(name: string, attributes: Attributes, style: Style): string {
  const declarations = [...style].map((declaration) => declaration.join(':')).join(';')
  const all = declarations === '' ? [...attributes] : [...attributes, ['style', declarations]]
  return `<${[name, ...all.map(([key, value = '']) => `${key}="${value}"`)].join(' ')}>`
}

function readStyle({ name, attributes }: XmlElement, reading: Reading): Style {
  const cascade = cascadeOf(name, attributes, reading.rules, reading.declared)
  reading.declared += cascade.length
  return styleOf(cascade)
}

function write(text: string, reading: Reading): void {
  reading.written += text.length
  if (reading.written > MAX_WRITTEN)
    throw new Failure('too-large', 'SVG: its style sheets make it too large: use fewer rules or elements')
  reading.out.push(text)
}

function readElement(node: XmlElement, inherited: Stroke, reading: Reading, isRoot = false): Element {
  const { name } = node
  const { viewSide, byId } = reading
  assertSupported(node, isRoot)
  const attributes = attributesOf(node, isRoot)
  const style = readStyle(node, reading)
  for (const property of style.keys()) attributes.delete(property)
  const shape = shapeOf(name, attributes, viewSide)
  const specified = specifiedStroke((key) => style.get(key) ?? attributes.get(key), viewSide)
  const stroke = { ...inherited, ...specified }
  if (name === 'use') reading.useStroke = reading.useStroke ? costliest(reading.useStroke, stroke) : stroke
  if ([...attributes.keys(), ...style.keys()].some((key) => LAYERED.has(key))) reading.layered = true

  write(startTag(name, attributes, style), reading)
  const parts = partsOf(node).map((child) => readElement(child, stroke, reading))
  write(`</${name}>`, reading)

  const element: Element = {
    name,
    visible: DRAWN.has(name),
    scale: scaleFor(name, attributes, viewSide),
    shape,
    stroke,
    specified,
    ...sideOf(name, attributes, viewSide),
    parts,
    references: referencesOf(attributes, style),
  }
  const id = attributes.get('id')
  if (id !== undefined) {
    const others = byId.get(id)
    if (others) others.push(element)
    else byId.set(id, [element])
  }
  return element
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    throw new Failure('unsupported', 'SVG: the file is not in UTF-8; save it in UTF-8')
  }
}

function styleSheet({ name, text, children }: XmlElement): string {
  return (name === 'style' ? text : '') + children.map(styleSheet).join('')
}

/** `true` if a file may be an SVG: it begins with `<`, as no other format does. */
export function isSvg(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 64)).trimStart().startsWith('<')
}

/**
 * Checks an SVG and rewrites it so that the rasterizer draws it correctly. Refuses everything that
 * the rasterizer would leave out (text, images, filters, patterns, markers, scripts), and every
 * reference to something outside the file.
 * @param bytes the whole file
 * @throws Failure unsupported, corrupt, too-large
 */
export function readSvg(bytes: Uint8Array): Svg {
  if (bytes.length > MAX_SVG) throw new Failure('too-large', `SVG: the file has more than ${MAX_SVG} bytes`)
  const tree = readXml(decode(bytes))
  assertSupported(tree, true)
  const { width, height } = svgSize(tree.attributes)
  const box = viewBoxOf(tree.attributes) ?? { width, height }
  const reading: Reading = {
    rules: parseStyleSheet(styleSheet(tree)),
    viewSide: Math.max(box.width, box.height),
    out: [],
    byId: new Map(),
    useStroke: undefined,
    layered: false,
    declared: 0,
    written: 0,
  }
  const root = readElement(tree, UNSTROKED, reading, true)
  const cost = costOf(root, reading.byId, reading.useStroke)
  if (cost.drawn > MAX_DRAWN)
    throw new Failure('too-large', `SVG: more than ${MAX_DRAWN} elements are drawn: use fewer`)
  const document = new TextEncoder().encode(reading.out.join(''))
  return { width, height, layered: reading.layered, document, ...cost }
}
