import { readTokens, type Token } from './tokens.ts'

/** A comment line. */
export interface CommentLine {
  /** Line number, from 1. */
  readonly line: number
  /** Text without the comment's delimiters and the blanks around it. */
  readonly text: string
}

/** A comment: a block, or `//` lines directly below each other. */
export type Comment = readonly CommentLine[]

export interface Name {
  readonly line: number
  readonly text: string
}

/** The parts of a source file that rules read. */
export interface Source {
  readonly lines: readonly string[]
  readonly comments: readonly Comment[]
  /** Every use of an identifier. Empty for languages that are only searched for comments. */
  readonly names: readonly Name[]
}

/** A comment or name with its line number. */
interface Placed {
  readonly text: string
  readonly line: number
  /** `true` if only blanks precede it on its line. */
  readonly startsLine: boolean
}

const DELIMITERS = /^(?:\/\*+|\/\/[/!]?|\*(?!\/)|#!?)|\*+\/$/g

const isBlock = (text: string): boolean => text.startsWith('/*')

const linesOf = ({ text, line }: Placed): CommentLine[] =>
  text.split('\n').map((raw, index) => ({
    line: line + index,
    text: raw.trim().replaceAll(DELIMITERS, '').trim(),
  }))

/** Joins `//` lines that are directly below each other. */
function joinLines(found: readonly Placed[]): Comment[] {
  const comments: CommentLine[][] = []
  let previous: Placed | undefined
  for (const comment of found) {
    const continues =
      previous?.line === comment.line - 1 &&
      [previous, comment].every(({ text, startsLine }) => startsLine && !isBlock(text))
    if (continues) comments.at(-1)?.push(...linesOf(comment))
    else comments.push(linesOf(comment))
    previous = comment
  }
  return comments
}

/**
 * Returns the comments on lines of their own. It is used for languages that `readTokens` cannot
 * read.
 */
function findFullLines(text: string): Placed[] {
  const pattern = /^[ \t]*(\/\*[\s\S]*?\*\/|\/\/.*|#.*)/gm
  return [...text.matchAll(pattern)].map(({ 1: comment = '', index }) => ({
    text: comment,
    line: text.slice(0, index).split('\n').length,
    startsLine: true,
  }))
}

/** Returns a file's tokens with their lines. */
function place(file: string, text: string): (Placed & Pick<Token, 'kind'>)[] {
  let line = 1
  let lineStart = 0
  let searched = 0
  return readTokens(file, text).map(({ kind, text: token, offset }) => {
    for (
      let end = text.indexOf('\n', searched);
      end >= 0 && end < offset;
      end = text.indexOf('\n', searched)
    ) {
      line++
      searched = end + 1
      lineStart = searched
    }
    return { kind, text: token, line, startsLine: text.slice(lineStart, offset).trim() === '' }
  })
}

/**
 * Reads a source file for the rules.
 * @param file decides the language by its extension. TypeScript and JavaScript are tokenized; in
 *   other languages only comments that fill their lines are found.
 * @throws Failure bad-parameter: a template or a comment does not end
 */
export function readSource(file: string, text: string): Source {
  const lines = text.split('\n')
  if (!/\.[cm]?[jt]sx?$/.test(file)) return { lines, comments: joinLines(findFullLines(text)), names: [] }
  const tokens = place(file, text)
  return {
    lines,
    comments: joinLines(tokens.filter(({ kind }) => kind === 'comment')),
    names: tokens.filter(({ kind }) => kind === 'name'),
  }
}
