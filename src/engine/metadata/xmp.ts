import { tellsPlace } from './place.ts'
import { hasDeclarations, RDF } from './xmp-syntax.ts'

/**
 * Matches names that show that the packet or the file contains other pictures: thumbnails, depth
 * and gain maps, parts of panoramas.
 */
const PICTURES = /thumbnail|\/xap\/1\.0\/g\/img|ns\.google\.com\/photos|hdr-?gain-?map/i

/**
 * Namespace that contains a character reference. It could spell any namespace, so the packet is
 * dropped.
 */
const DISGUISED = /xmlns(?::[^\s=:]*)?\s*=\s*(?:"[^"&]*&|'[^'&]*&)/

/** Patterns for `tiff:Orientation` as an attribute and as an element, with any prefix. */
const ATTRIBUTE = /(:Orientation\s*=\s*)(?:"[^"]*"|'[^']*')/g
const ELEMENT = /(:Orientation\s*>)[^<]{0,64}(<\/[\w.-]+:Orientation\s*>)/g

/**
 * Keeps an XMP packet entirely or drops it. Removing single properties is not safe, because XML can
 * spell them in many ways.
 *
 * A packet is dropped if it is not XMP in UTF-8, or if it contains or announces other pictures.
 * Unless `gps`, it is also dropped if it mentions coordinates or has a property that names a place.
 * Orientation becomes 1, and padding is removed.
 */
export function cleanXmp(packet: Uint8Array, { gps }: { gps: boolean }): Uint8Array | undefined {
  const text = decode(packet)
  if (!text?.includes(RDF) || PICTURES.test(text)) return undefined
  if (hasDeclarations(text) || DISGUISED.test(text)) return undefined
  if (!gps && tellsPlace(text)) return undefined
  const orientations = text.replace(ATTRIBUTE, '').replace(ELEMENT, '')
  if (/:Orientation\b/.test(orientations)) return undefined
  const upright = text.replace(ATTRIBUTE, '$1"1"').replace(ELEMENT, '$11$2')
  return new TextEncoder().encode(withoutPadding(upright))
}

/**
 * Decodes UTF-8. Returns `undefined` for other encodings. A NUL shows that a text is UTF-16 or
 * UTF-32.
 */
function decode(packet: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(packet)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/**
 * Removes padding. Writers leave kilobytes of blanks before the trailer, so that the packet can
 * grow in place (7.3.2).
 */
function withoutPadding(text: string): string {
  const trailer = text.lastIndexOf('<?xpacket end')
  return trailer < 0 ? text : `${text.slice(0, trailer).trimEnd()}\n${text.slice(trailer).trimEnd()}`
}
