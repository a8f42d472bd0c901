/** Parameters that a thumbnail does not need. */
const DROPPED = ['output', 'download', 'metadata', 'hdr', 'animate', 'widths', 'quality', 'sharpen']

/** Parameters that are lengths in output pixels. */
const LENGTH = /^(?:width|height|radius|extend|ol[234]?padding)$/

/** Formats that take long to encode, or whose result depends on the browser. */
const SLOW = new Set(['avif', 'auto'])

/** Longer side of a thumbnail in pixels: twice the length on the page, for sharp display. */
const THUMBNAIL_SIDE = 320

/** Returns a query's parameters, decoded. */
export const readQuery = (query: string): Map<string, string> => new Map(new URLSearchParams(query))

/**
 * Returns `true` if a recipe refers to places or frames in its sample, so that it makes no sense on
 * another picture.
 */
export function needsSample(query: string): boolean {
  const given = readQuery(query)
  return given.has('redact') || given.has('page') || /^\d/.test(given.get('crop') ?? '')
}

/**
 * Returns a recipe's parameters for another picture than its sample. They do not contain the file
 * name, which is the sample's.
 */
export function queryForOther(query: string): Map<string, string> {
  const given = readQuery(query)
  given.delete('download')
  return given
}

/** Returns the first parameter with a text that the user may want to replace. */
export const textOf = (query: string): string | undefined =>
  [...readQuery(query).keys()].find((name) => /^ol[234]?text$/.test(name))

const scaled = (text: string, factor: number) =>
  text.replace(/[1-9]\d*/g, (number) => String(Math.max(1, Math.round(Number(number) * factor))))

/**
 * Returns the parameters for a recipe's thumbnail: the same picture, but smaller. All lengths in
 * pixels shrink by the same factor.
 */
export function thumbnailParameters(query: string): Map<string, string> {
  const given = readQuery(query)
  for (const name of DROPPED) given.delete(name)
  if (!given.has('width')) given.set('width', String(THUMBNAIL_SIDE))
  if (SLOW.has(given.get('format') ?? 'auto')) given.set('format', 'webp')
  const longer = Math.max(Number(given.get('width')), Number(given.get('height') ?? 0))
  const factor = Math.min(1, THUMBNAIL_SIDE / longer)
  for (const [name, text] of given) if (LENGTH.test(name)) given.set(name, scaled(text, factor))
  return given
}
