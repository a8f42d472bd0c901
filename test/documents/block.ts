/** What a comment directly before a fence says of the block. */
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
  /** Line of the page that has the first line of the text, from 1. */
  readonly line: number
  /** Empty where the fence names none. */
  readonly language: string
  readonly text: string
  readonly marks: readonly Mark[]
}

/** A mistake on a page, and what to do. */
export interface Fault {
  readonly page: string
  readonly line: number
  readonly what: string
}

/** @param offset lines below the first one of the block */
export const fault = ({ page, line }: Pick<Block, 'page' | 'line'>, what: string, offset = 0): Fault => ({
  page,
  line: line + offset,
  what,
})

export const formatFault = ({ page, line, what }: Fault): string => `${page}:${line}: ${what}`
