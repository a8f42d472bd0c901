import type { Validators } from './source.ts'

type Row = readonly [etag: string | null, modified: string | null]

const isText = (value: unknown) => value === null || typeof value === 'string'

function isRow(value: unknown): value is Row {
  return Array.isArray(value) && value.length === 2 && value.every(isText)
}

/**
 * Formats the validators of a derivative's sources as printable ASCII.
 * @returns an empty text if a source has no validators: a derivative with such a source can never
 *   be checked, and must be made again
 * @example formatValidators([{ etag: '"a"' }])
 */
export function formatValidators(sources: readonly Validators[]): string {
  const rows = sources.map(({ etag = null, modified = null }): Row => [etag, modified])
  const askable = rows.every(([etag, modified]) => etag !== null || modified !== null)
  return askable ? encodeURIComponent(JSON.stringify(rows)) : ''
}

/**
 * Parses the result of `formatValidators`. Returns an empty list if the text is empty or damaged.
 */
export function parseValidators(text: string): readonly Validators[] {
  try {
    const rows: unknown = text === '' ? [] : JSON.parse(decodeURIComponent(text))
    if (!Array.isArray(rows) || !rows.every(isRow)) return []
    return rows.map(([etag, modified]) => ({ etag: etag ?? undefined, modified: modified ?? undefined }))
  } catch {
    return []
  }
}
