/** Marks in a comment directly before a fence, with their meaning for the block. */
export const MARKS = {
  account: 'needs an account or another network: its commands and flags are checked, and nothing runs',
  part: 'a part that cannot stand alone: only its syntax is checked',
  output: 'what the last command of the block before prints, with … for what differs',
  fails: 'the last command ends with another exit code than 0',
} as const

export type Mark = keyof typeof MARKS

/** A block of code on a page. */
export interface Block {
  readonly page: string
  /** Line number in the page, from 1, at which the text starts. */
  readonly line: number
  /** Language of the fence; empty if the fence names none. */
  readonly language: string
  readonly text: string
  readonly marks: readonly Mark[]
}

/** A mistake on a page, with a sentence that says how to fix it. */
export interface Fault {
  readonly page: string
  readonly line: number
  readonly what: string
}

/**
 * Creates a fault of a block.
 * @param offset lines below the first line of the block
 */
export const fault = ({ page, line }: Pick<Block, 'page' | 'line'>, what: string, offset = 0): Fault => ({
  page,
  line: line + offset,
  what,
})

export const formatFault = ({ page, line, what }: Fault): string => `${page}:${line}: ${what}`
