import { Failure } from '../../errors.ts'

/** XML element, with its attributes and content. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Text in the element, without its children's text. Character references are not resolved. */
  readonly text: string
}

type Open = XmlElement & { readonly children: Open[]; text: string }

const MAX_DEPTH = 32
const MAX_ELEMENTS = 10_000

/** Pattern for XML names (1.0, 5th edition, 2.3), limited to ASCII. */
const NAME = String.raw`[A-Za-z_:][\w:.-]*`
const VALUE = `"[^"<]*"|'[^'<]*'`

/**
 * Pattern for a token: comment or processing instruction, CDATA, end tag, start tag, or text. A
 * token's first characters decide which alternative applies.
 */
const PART = new RegExp(
  String.raw`<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|</(?<end>${NAME})\s*>|` +
    String.raw`<(?<start>${NAME})(?<attributes>(?:\s+${NAME}\s*=\s*(?:${VALUE}))*)\s*(?<empty>/?)>|(?<text>[^<]+)`,
  'y',
)
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*(${VALUE})`, 'g')

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(ATTRIBUTE)]
  const attributes = new Map(pairs.map(([, name = '', quoted = '']) => [name, quoted.slice(1, -1)]))
  if (attributes.size < pairs.length) throw new Failure('corrupt', 'SVG: an element has an attribute twice')
  return attributes
}

function refuse(text: string, at: number): never {
  if (/^<!DOCTYPE/i.test(text.slice(at, at + 9)))
    throw new Failure('unsupported', 'SVG: a DOCTYPE is not accepted; remove it')
  throw new Failure('corrupt', `SVG: invalid XML at character ${at}`)
}

const malformed = () => new Failure('corrupt', 'SVG: elements are not closed correctly')

function openElements() {
  const document: Open = { name: '', attributes: new Map(), children: [], text: '' }
  const stack = [document]
  let count = 0
  return {
    document,
    top: () => stack.at(-1) ?? document,
    open(name: string, attributes: Open['attributes']): void {
      if (++count > MAX_ELEMENTS)
        throw new Failure('too-large', `SVG: there are more than ${MAX_ELEMENTS} elements: use fewer`)
      if (stack.length > MAX_DEPTH)
        throw new Failure(
          'too-large',
          `SVG: elements are nested more than ${MAX_DEPTH} deep: use fewer levels`,
        )
      const element: Open = { name, attributes, children: [], text: '' }
      stack.at(-1)?.children.push(element)
      stack.push(element)
    },
    close(name: string): void {
      if (stack.pop()?.name !== name || stack.length === 0) throw malformed()
    },
  }
}

/**
 * Reads an XML document. Refuses unknown markup, and a DOCTYPE, which is the only place that could
 * define entities.
 * @returns root element
 * @throws Failure corrupt, unsupported, too-large
 */
export function readXml(text: string): XmlElement {
  const elements = openElements()
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    PART.lastIndex = at
    const {
      start,
      end,
      empty,
      attributes = '',
      text: plain,
      cdata,
    } = PART.exec(text)?.groups ?? refuse(text, at)
    if (start !== undefined) elements.open(start, attributesOf(attributes))
    const closed = empty === '/' ? start : end
    if (closed !== undefined) elements.close(closed)
    elements.top().text += plain ?? cdata ?? ''
  }
  const [root, ...others] = elements.document.children
  if (!root || others.length > 0 || elements.top() !== elements.document) throw malformed()
  return root
}
