import { findChains } from './genitives.ts'
import type { Comment, CommentLine, Source } from './source.ts'

/** A place that breaks a rule. */
export interface Finding {
  /** Line number, from 1. */
  readonly line: number
  /** Says what is wrong and what to do. */
  readonly problem: string
}

const MAX_COLUMNS = 100

/**
 * Matches a first word that begins a question or a sentence fragment. After such a word, the
 * subject comes late or is missing.
 */
const OPENING = /^(?:What|Whether|Whatever|Who|How|Of|As|So)\b/i

/** Matches a JSDoc tag whose text is a separate description. */
const TAG = /^@(?:param\s+\S+|returns?|throws)\s+(?:-\s+)?/

/**
 * Returns the comment lines that begin a description: its first line, and each tag's line without
 * the tag itself.
 */
function openingsOf(comment: Comment): CommentLine[] {
  const first = comment.find(({ text }) => text !== '')
  return comment
    .filter((line) => line === first || TAG.test(line.text))
    .map(({ line, text }) => ({ line, text: text.replace(TAG, '') }))
}

const findOpenings = ({ comments }: Source): Finding[] =>
  comments.flatMap(openingsOf).flatMap(({ line, text }) => {
    const [word] = OPENING.exec(text) ?? []
    return word === undefined
      ? []
      : [{ line, problem: `a description begins with "${word}": begin with the noun or the verb` }]
  })

const findWideLines = ({ comments, lines }: Source): Finding[] =>
  comments.flat().flatMap(({ line, text }) => {
    const columns = [...(lines[line - 1] ?? '')].length
    return columns <= MAX_COLUMNS || /https?:\/\//.test(text)
      ? []
      : [{ line, problem: `a comment has ${columns} columns: wrap it at ${MAX_COLUMNS}` }]
  })

/** Splits a comment at empty lines and before tags. */
function paragraphsOf(comment: Comment): CommentLine[][] {
  const paragraphs: CommentLine[][] = [[]]
  for (const line of comment) {
    if (line.text === '' || line.text.startsWith('@')) paragraphs.push([])
    paragraphs.at(-1)?.push(line)
  }
  return paragraphs
}

/** Finds clauses with two "of", which may be on two lines. */
const findGenitives = ({ comments }: Source): Finding[] =>
  comments.flatMap(paragraphsOf).flatMap((lines) => {
    const texts = lines.map(({ text }) => text)
    const ends = texts.map((_, index) => texts.slice(0, index + 1).join(' ').length)
    return findChains(texts.join(' ')).map(({ offset, words }) => ({
      line: lines[ends.findIndex((end) => offset < end)]?.line ?? 1,
      problem: `"${words}" has two "of": use a possessive, a compound noun or a verb`,
    }))
  })

const findSuperlatives = ({ names }: Source): Finding[] =>
  names
    .filter(({ text }) => /(?:MOST|LEAST)_/.test(text))
    .map(({ line, text }) => ({ line, problem: `${text}: name maxima MAX_ and minima MIN_` }))

/** Rules for source files. Each rule is a function that returns the places that break the rule. */
export const SOURCE_RULES: readonly ((source: Source) => readonly Finding[])[] = [
  findOpenings,
  findWideLines,
  findGenitives,
  findSuperlatives,
]
