/**
 * Maximum `Retry-After` in seconds that is passed on to clients. A longer one is ignored, because
 * an origin that asks for it is not merely busy.
 */
const HOUR = 3600

/** Date in the only form that senders may use (RFC 9110 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
const IMF_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Parses a header that consists of decimal digits.
 * @returns `undefined` if the value has any other characters
 */
export function parseInteger(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined
}

/**
 * Reads a `Retry-After` (RFC 9110 10.2.3), which gives seconds or a date.
 *
 * @param now milliseconds since 1970
 * @returns 1 to 3600 seconds; `undefined` if the header is malformed, in the past or more than an
 *   hour away
 * @example retryAfter('120', Date.now()) // 120
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  const date = header !== null && IMF_DATE.test(header) ? Date.parse(header) : Number.NaN
  const seconds = parseInteger(header) ?? Math.ceil((date - now) / 1000)
  return seconds >= 1 && seconds <= HOUR ? seconds : undefined
}
