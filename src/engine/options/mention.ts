import { type DetailParts, type ErrorCode, Failure, type FailureOptions, type Mention } from '../../errors.ts'
import type { TableOptions } from './options.ts'

/** Options whose values are texts, numbers or flags. */
export type PlainOptions = {
  readonly [Name in keyof TableOptions]?: Extract<TableOptions[Name], string | number | boolean>
}

/** Mentions an option by its name. */
export const mention = (option: keyof TableOptions): Mention => ({ option })

/** Mentions options with their values. */
export const setting = (values: PlainOptions): Mention => ({ values })

/** Text, or parts, from which a detail is put together. */
export type Piece = string | number | Mention | DetailParts

const partsOf = (piece: Piece): DetailParts => (typeof piece === 'number' ? [String(piece)] : [piece].flat())

/**
 * Template for a detail that mentions options.
 * @example parts`leave ${mention('progressive')} out, or ask for ${setting({ format: 'jpeg' })}`
 */
export const parts = (texts: TemplateStringsArray, ...pieces: readonly Piece[]): DetailParts =>
  texts.flatMap((text, index) => [text, ...partsOf(pieces[index] ?? '')]).filter((part) => part !== '')

/** Joins pieces of a detail with a text between them. */
export const joined = (pieces: readonly Piece[], separator: string): DetailParts =>
  pieces.flatMap((piece, index) => (index === 0 ? partsOf(piece) : [separator, ...partsOf(piece)]))

/** Returns a mention's text for callers of the engine: a name, or an object. */
export function optionText(mentioned: Mention): string {
  if ('option' in mentioned) return mentioned.option
  const fields = Object.entries(mentioned.values).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : value}`,
  )
  return `{ ${fields.join(', ')} }`
}

/** Function that returns a mention's text. */
export type Spell = (mentioned: Mention) => string

const textOf = (detail: DetailParts, spell: Spell): string =>
  detail.map((part) => (typeof part === 'string' ? part : spell(part))).join('')

/** Makes a failure whose detail mentions options. */
export const mentioning = (
  code: ErrorCode,
  detail: DetailParts,
  reason?: string,
  options: FailureOptions = {},
): Failure => new Failure(code, textOf(detail, optionText), reason, { ...options, parts: detail })

/**
 * Returns the same failure with other texts for its mentions. Errors without mentions are returned
 * unchanged.
 */
export function respelled(error: unknown, spell: Spell): unknown {
  if (!(error instanceof Failure) || error.parts === undefined) return error
  const { code, parts: detail, reason, retryAfter, source, largest } = error
  return new Failure(code, textOf(detail, spell), reason, { retryAfter, source, largest, parts: detail })
}
