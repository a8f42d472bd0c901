import { hasDeclarations, RDF } from './xmp-syntax.ts'

/** Maximum length in bytes of an XMP packet: a JPEG segment's maximum. */
const MAX_PACKET = 0x10000

/**
 * An attribute's value, as in `name="value"`. Every repetition is bounded, so that hostile packets
 * take no time.
 */
const ATTRIBUTE = String.raw`\s{0,8}=\s{0,8}(?:"([^"<]{0,99})"|'([^'<]{0,99})')`

const withoutComment = (part: string) => (part.includes('-->') ? part.slice(part.indexOf('-->') + 3) : '')

/**
 * Returns an XMP packet's text without comments. Returns no text if the packet is longer than a
 * JPEG segment or has declarations.
 * @param packet any bytes
 */
export function packetText(packet: Uint8Array): string {
  if (packet.length > MAX_PACKET) return ''
  const text = new TextDecoder().decode(packet)
  if (hasDeclarations(text)) return ''
  const [first = '', ...others] = text.split('<!--')
  return [first, ...others.map(withoutComment)].join('')
}

/** Returns a namespace's prefix, or `undefined` if the packet does not declare the namespace. */
export function prefixOf(text: string, namespace: string): string | undefined {
  const declarations = text.matchAll(new RegExp(String.raw`\sxmlns:([A-Za-z_][\w-]{0,63})${ATTRIBUTE}`, 'g'))
  for (const [, prefix, double, single] of declarations) if ((double ?? single) === namespace) return prefix
  return undefined
}

/**
 * Returns the values of all properties in a namespace, whether attributes or elements. An array's
 * values are its items. If a name occurs twice, the first property counts.
 */
export function properties(text: string, prefix: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const add = (name: string, values: readonly string[]) => {
    if (!found.has(name)) found.set(name, values)
  }
  const attributes = new RegExp(String.raw`\s${prefix}:(\w{1,32})${ATTRIBUTE}`, 'g')
  for (const [, name = '', double, single = ''] of text.matchAll(attributes)) add(name, [double ?? single])
  const elements = new RegExp(
    String.raw`<${prefix}:(\w{1,32})\s{0,8}>([^]{0,600}?)</${prefix}:\1\s{0,8}>`,
    'g',
  )
  for (const [, name = '', content = ''] of text.matchAll(elements)) {
    const items = content.matchAll(/<\w{1,32}:li\s{0,8}>([^<]{0,99})</g)
    add(name, content.includes('<') ? Array.from(items, ([, item = '']) => item.trim()) : [content.trim()])
  }
  return found
}

/**
 * Writes a packet with one description. It has no `xpacket` wrapper, which is optional (ISO
 * 16684-1, 7.3.2). The wrapper is for programs that search files in unknown formats for a packet,
 * and with a gain map there are two packets.
 * @param attributes attributes, each with a blank before it
 */
export function packet(attributes: string, children: string): Uint8Array<ArrayBuffer> {
  const description = `<rdf:Description rdf:about=""${attributes}>${children}</rdf:Description>`
  const text = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">${description}</rdf:RDF></x:xmpmeta>`
  return Uint8Array.from(new TextEncoder().encode(text))
}

/** Formats an ordered XMP array (`rdf:Seq`). */
export const sequence = (items: readonly string[]): string => `<rdf:Seq>${items.join('')}</rdf:Seq>`
