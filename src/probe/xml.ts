import { Failure } from '../errors.ts'

/** A piece of an XML document, in the order of the document. */
export type XmlPart =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

/** XML 1.0 5th edition, 2.3, but for names beyond ASCII. */
const NAME = String.raw`[A-Za-z_:][\w:.-]*`
const VALUE = `"[^"<]*"|'[^'<]*'`

/** Comments and instructions; CDATA; end tags; start tags; text. Each alternative begins as no other does. */
const PART = new RegExp(
  String.raw`<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|</(?<end>${NAME})\s*>|` +
    String.raw`<(?<start>${NAME})(?<attributes>(?:\s+${NAME}\s*=\s*(?:${VALUE}))*)\s*(?<empty>/?)>|(?<text>[^<]+)`,
  'y',
)
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*(${VALUE})`, 'g')

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = [...text.matchAll(ATTRIBUTE)]
  const attributes = new Map(pairs.map(([, name = '', quoted = '']) => [name, quoted.slice(1, -1)]))
  if (attributes.size < pairs.length) throw new Failure('corrupt', 'SVG: an attribute stands twice')
  return attributes
}

/**
 * Takes a document apart. What this does not know as XML is refused, and a DOCTYPE, which alone could define entities;
 * references to characters are left as they stand.
 * @throws Failure corrupt, unsupported
 */
export function* xmlParts(document: string): Generator<XmlPart> {
  for (let at = 0; at < document.length; at = PART.lastIndex) {
    PART.lastIndex = at
    const found = PART.exec(document)
    if (!found) throw notXml(document, at)
    const { start, end, empty, attributes = '', text, cdata } = found.groups ?? {}
    if (start !== undefined) yield { kind: 'open', name: start, attributes: attributesOf(attributes) }
    const closed = empty === '/' ? start : end
    if (closed !== undefined) yield { kind: 'close', name: closed }
    const characters = text ?? cdata
    if (characters !== undefined) yield { kind: 'text', text: characters }
  }
}

function notXml(document: string, at: number): Failure {
  if (/^<!DOCTYPE/i.test(document.slice(at, at + 9)))
    return new Failure('unsupported', 'SVG: a DOCTYPE is not accepted')
  return new Failure('corrupt', `SVG: what begins at character ${at} is no XML`)
}
