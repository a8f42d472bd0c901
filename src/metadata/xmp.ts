import { tellsPlace } from './place.ts'

/** Pictures within the packet or elsewhere in the file: thumbnails, depth and gain maps, what panoramas are made of. */
const PICTURES = /thumbnail|\/xap\/1\.0\/g\/img|ns\.google\.com\/photos|hdr-?gain-?map/i

/** The namespace that every packet has (ISO 16684-1, 7.4). */
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

/** What could make names out of something else (XML 1.0, 4.1); XMP has no place for it (ISO 16684-1, 7.3.1). */
const DECLARATIONS = /<!(?:DOCTYPE|ENTITY)/

/** A namespace that is written with references, and so could be any. */
const DISGUISED = /xmlns(?::[^\s=:]*)?\s*=\s*(?:"[^"&]*&|'[^'&]*&)/

/** `tiff:Orientation` as an attribute and as an element, whatever its prefix; its text is one digit, and blanks at most. */
const ATTRIBUTE = /(:Orientation\s*=\s*)(?:"[^"]*"|'[^']*')/g
const ELEMENT = /(:Orientation\s*>)[^<]{0,64}(<\/[\w.-]+:Orientation\s*>)/g

/**
 * What may be kept of a packet of XMP, which is the whole of it or nothing: to take properties out of XML that anyone
 * may have written in any spelling is no safe thing.
 *
 * It is dropped where it is no XMP in UTF-8, holds or announces other pictures, or where `gps` is false and it mentions
 * coordinates anywhere or has a property that tells of a place. Orientation becomes 1, and padding is left out.
 */
export function cleanXmp(packet: Uint8Array, { gps }: { gps: boolean }): Uint8Array | undefined {
  const text = decode(packet)
  if (!text?.includes(RDF) || PICTURES.test(text)) return undefined
  if (DECLARATIONS.test(text) || DISGUISED.test(text)) return undefined
  if (!gps && tellsPlace(text)) return undefined
  const orientations = text.replace(ATTRIBUTE, '').replace(ELEMENT, '')
  if (/:Orientation\b/.test(orientations)) return undefined
  const upright = text.replace(ATTRIBUTE, '$1"1"').replace(ELEMENT, '$11$2')
  return new TextEncoder().encode(withoutPadding(upright))
}

/** UTF-8 without NUL, which UTF-16 and 32 have much of. */
function decode(packet: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(packet)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Writers leave some kilobytes of blanks before the trailer, so that the packet can grow in place (7.3.2). */
function withoutPadding(text: string): string {
  const trailer = text.lastIndexOf('<?xpacket end')
  return trailer < 0 ? text : `${text.slice(0, trailer).trimEnd()}\n${text.slice(trailer).trimEnd()}`
}
