import { LineBreaker } from 'css-line-break'

/** Scripts without blanks between words. UAX 14 leaves their line breaks to a dictionary. */
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu
const words = new Intl.Segmenter('th', { granularity: 'word' })

function* dictionaryBreaks(text: string): Generator<number> {
  for (const { 0: part, index: start } of text.matchAll(UNSPACED))
    for (const { index } of words.segment(part)) if (index > 0) yield start + index
}

const ASCII_PAIR = /^[!-~]{2}$/
/**
 * Pairs of visible ASCII characters between which a line may end: before an opening bracket, after
 * a hyphen and after a question mark. Chromium 156 uses the same pairs (all 8,836 pairs tried on
 * 2026-11-29), and otherwise follows UAX 14. UAX 14 also ends lines after a slash, and so divides
 * URLs.
 */
const ASCII_BREAKS = [/^[!"#%&)*+,.:;=>\\\]|}~][(<[{]$/, /^-[^!$),./:;?\]}]$/, /^\?[^!"'),./:;?\]}]$/]
/** Pattern for a minus sign before a number. It is not a hyphen, so no line may end after it. */
const SIGN = /(?:^|[^A-Za-z0-9])-\d$/

const isAsciiPair = (text: string, at: number) => ASCII_PAIR.test(text.slice(at - 1, at + 1))

function* asciiBreaks(text: string): Generator<number> {
  for (let at = 1; at < text.length; at++) {
    const pair = text.slice(at - 1, at + 1)
    const isSigned = SIGN.test(text.slice(Math.max(0, at - 2), at + 1))
    if (isAsciiPair(text, at) && !isSigned && ASCII_BREAKS.some((breaks) => breaks.test(pair))) yield at
  }
}

/**
 * Pattern for blanks before other characters. UAX 14 keeps a slash or a closing bracket together
 * with the text before its blanks. Chromium may end a line after any blanks.
 */
const BLANK_RUN = /[ \t]+(?=[^ \t])/g

function* blankBreaks(text: string): Generator<number> {
  for (const { 0: run, index } of text.matchAll(BLANK_RUN)) yield index + run.length
}

/**
 * Returns the indices (in UTF-16 units, ascending) at which a line may end. The last index is the
 * end of the text. The rules follow UAX 14. Between ASCII characters and after blanks, they follow
 * Chromium.
 */
export function breaksOf(text: string): readonly number[] {
  const ends = new Set([...dictionaryBreaks(text), ...asciiBreaks(text), ...blankBreaks(text)])
  const breaker = LineBreaker(text, { lineBreak: 'strict', wordBreak: 'normal' })
  let end = 0
  for (let next = breaker.next(); !next.done; next = breaker.next()) {
    end += next.value.slice().length
    if (!isAsciiPair(text, end)) ends.add(end)
  }
  return [...ends].sort((a, b) => a - b)
}

/** Line in a paragraph, as indices in UTF-16 units. Blanks at the end of the line are left out. */
export interface Line {
  readonly from: number
  readonly to: number
}

const BLANKS = /\s+$/u

/**
 * Divides a paragraph into lines that are as long as possible. A word that is too long for a line
 * is divided between clusters.
 * @param advances advance for each UTF-16 unit
 * @param clusters indices at which clusters begin
 * @param width line width, in the same unit as the advances
 */
export function wrap(
  text: string,
  advances: readonly number[],
  clusters: readonly number[],
  width: number,
): readonly Line[] {
  const before = [0]
  for (const advance of advances) before.push((before.at(-1) ?? 0) + advance)
  const trimmed = (from: number, to: number) => from + text.slice(from, to).replace(BLANKS, '').length
  const fits = (from: number, to: number) =>
    (before[trimmed(from, to)] ?? 0) - (before[from] ?? 0) <= width + 1e-6
  const breaks = breaksOf(text)
  const lines: Line[] = []
  for (let from = 0; from < text.length; ) {
    const start = from
    const pick = (ends: readonly number[]) => ends.filter((end) => end > start && fits(start, end)).at(-1)
    const next = clusters.find((cluster) => cluster > start) ?? text.length
    const to = pick(breaks) ?? pick([...clusters, text.length]) ?? next
    lines.push({ from, to: trimmed(from, to) })
    from = to
  }
  return lines.length === 0 ? [{ from: 0, to: 0 }] : lines
}
