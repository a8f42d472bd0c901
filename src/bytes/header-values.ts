/** Longest wait that is passed on to clients, in seconds: an origin that names more has other troubles than load. */
const HOUR = 3600

/** RFC 9110 5.6.7, in the one form that senders may use: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const IMF_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** A header of decimal digits alone; `undefined` for any other. */
export function wholeNumber(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined
}

/**
 * Seconds that a `Retry-After` asks to wait (RFC 9110 10.2.3), given in seconds or as a date.
 *
 * @param now milliseconds since 1970
 * @returns from 1 to 3600; `undefined` where it is malformed, past or longer
 * @example retryAfter('120', Date.now()) // 120
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  const date = header !== null && IMF_DATE.test(header) ? Date.parse(header) : Number.NaN
  const seconds = wholeNumber(header) ?? Math.ceil((date - now) / 1000)
  return seconds >= 1 && seconds <= HOUR ? seconds : undefined
}
