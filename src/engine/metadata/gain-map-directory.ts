import { HDRGM, versionAttributes } from './hdrgm.ts'
import { packet, packetText, prefixOf, properties, sequence } from './xmp-properties.ts'

/**
 * GContainer's namespace in the Ultra HDR image format 1.1. It lists the items that follow a
 * picture in its file.
 */
const CONTAINER = 'http://ns.google.com/photos/1.0/container/'
const ITEM = `${CONTAINER}item/`

/** Maximum number of items that are read from a directory. */
const MAX_ITEMS = 16

/** `true` if a picture's XMP says that the picture has a gain map. */
export const announcesGainMap = (xmp: Uint8Array): boolean => prefixOf(packetText(xmp), HDRGM) !== undefined

/** Formats the XMP for a picture that is directly followed by a gain map of `length` bytes. */
export function formatDirectory(version: string, length: number): Uint8Array<ArrayBuffer> {
  const item = (attributes: string) =>
    `<rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" ${attributes}/></rdf:li>`
  const items = [item('Item:Semantic="Primary"'), item(`Item:Semantic="GainMap" Item:Length="${length}"`)]
  return packet(
    `${versionAttributes(version)} xmlns:Container="${CONTAINER}" xmlns:Item="${ITEM}"`,
    `<Container:Directory>${sequence(items)}</Container:Directory>`,
  )
}

const parseInteger = (text: string | undefined) =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : 0

/**
 * Finds the gain map in a picture's directory.
 * @param xmp the picture's XMP; any bytes are accepted
 * @returns its start, in bytes after the picture's end, and its length; `undefined` if none is
 *   listed
 */
export function parseDirectory(
  xmp: Uint8Array,
): { readonly after: number; readonly length: number } | undefined {
  const text = packetText(xmp)
  const prefix = prefixOf(text, ITEM)
  if (prefix === undefined) return undefined
  const items = text.split(/(?=<rdf:li[\s>])/).slice(1, 1 + MAX_ITEMS)
  let after = 0
  for (const [index, item] of items.entries()) {
    const found = properties(item, prefix)
    const length = parseInteger(found.get('Length')?.[0])
    if (found.get('Semantic')?.[0] === 'GainMap') return length > 0 ? { after, length } : undefined
    // The first item is the picture itself, so its length is not added.
    after += (index === 0 ? 0 : length) + parseInteger(found.get('Padding')?.[0])
  }
  return undefined
}
