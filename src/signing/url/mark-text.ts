import { matching, type Value } from './values.ts'

/** The value of an invisible mark, or the word for an HMAC of the claims. */
export const markText: Value<string> = matching(
  /^(?:[0-9a-f]{8}|[0-9a-f]{16}|claims)$/,
  '8 or 16 lower-case hex digits, or claims',
)
