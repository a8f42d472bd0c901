import { errorMessage } from '../../errors.ts'

/**
 * Character sequence that could be a token. It is replaced in failure reasons. No reason should
 * contain a token, but a reason that is added later could.
 */
const TOKEN = /[\w-]{43,}/g

/** Replaces everything in a text that could be a token. */
export const withoutTokens = (text: string): string => text.replace(TOKEN, '…')

/**
 * Returns the text of an error that the user's code has thrown, for the log. URL queries are left
 * out, because they may contain secrets. Never throws.
 */
export const errorText = (error: unknown): string =>
  withoutTokens(errorMessage(error).replace(/\?\S*/g, '?…'))
