import { matching, type Value } from './values.ts'

/** Value of an invisible mark in hex, or `claims`, which stands for an HMAC of the URL's claims. */
export const markText: Value<string> = matching(
  /^(?:[0-9a-f]{8}|[0-9a-f]{16}|claims)$/,
  '8 or 16 lower-case hex digits, or claims',
)
