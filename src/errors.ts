/**
 * All failures of a request: their error codes, with the HTTP status and the title that clients
 * see.
 *
 * Code in all folders throws `new Failure(code, detail)`. Only `src/edge/http/response.ts` turns a
 * failure into a response.
 */
export const ERRORS = {
  'bad-url': { status: 400, title: 'The URL is not in its canonical form' },
  'bad-parameter': { status: 400, title: 'A parameter is not valid' },
  forbidden: { status: 403, title: 'The URL is not signed for this request' },
  'not-found': { status: 404, title: 'There is no such image' },
  'method-not-allowed': { status: 405, title: 'Only GET and HEAD are supported' },
  expired: { status: 410, title: 'The URL has expired' },
  'source-too-large': { status: 413, title: 'The source image has too many bytes' },
  'url-too-long': { status: 414, title: 'The URL is too long' },
  unsupported: { status: 415, title: 'This kind of image is not supported' },
  'bad-range': { status: 416, title: 'The range lies outside the image' },
  corrupt: { status: 422, title: 'The image is damaged or incomplete; upload it again' },
  'too-large': { status: 422, title: 'The image is larger than the limits allow' },
  'over-budget': { status: 422, title: 'The image does not fit into memory' },
  'over-max-bytes': { status: 422, title: 'The image does not fit into the requested bytes' },
  'too-many-requests': { status: 429, title: 'Too many requests; try again later' },
  misconfigured: { status: 500, title: 'The server is not configured' },
  internal: { status: 500, title: 'The image could not be processed' },
  'bad-origin': { status: 502, title: 'The origin did not deliver the source image' },
  busy: { status: 503, title: 'Too many images are being processed' },
  'deny-list-unavailable': { status: 503, title: 'The list of denied URLs cannot be read' },
  'origin-timeout': { status: 504, title: 'The origin took too long' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof ERRORS

/**
 * Options that a failure's detail mentions: the name of one, or several with their values. Mentions
 * are data, because a URL, a call and other callers spell options differently.
 */
export type Mention =
  | { readonly option: string }
  | { readonly values: Readonly<Record<string, string | number | boolean>> }

/** A failure's detail, cut into its texts and its mentions. */
export type DetailParts = readonly (string | Mention)[]

export interface FailureOptions {
  /** Whole seconds after which another try may succeed. They are sent as `Retry-After`. */
  readonly retryAfter?: number | undefined
  /**
   * Set if a source has failed to deliver its image. It decides if a cached copy may still be
   * served.
   * `gone`: the source refuses the image or no longer has it, so the copy is dropped.
   * `unavailable`: the source cannot be asked now, so a stale copy may be served.
   */
  readonly source?: 'gone' | 'unavailable' | undefined
  /** Largest output that would fit into memory, in pixels, for an output that does not fit. */
  readonly largest?: { readonly width: number; readonly height: number } | undefined
  /** Parts of `detail`, if it mentions options. Set by `mentioning` in `engine/options`. */
  readonly parts?: DetailParts | undefined
}

/**
 * Request failure, for a reason in the table above.
 *
 * `detail` is public. It tells the caller what to change, and never names a key, a token or a
 * source URL. `reason` is for the log, and for the `signet-reason` header in development.
 *
 * @example
 * throw new Failure('bad-parameter', 'width must be a whole number from 1 to 10000, got 0')
 */
export class Failure extends Error {
  declare readonly code: ErrorCode
  declare readonly detail: string | undefined
  declare readonly reason: string | undefined
  declare readonly retryAfter: number | undefined
  declare readonly source: FailureOptions['source']
  declare readonly largest: FailureOptions['largest']
  declare readonly parts: FailureOptions['parts']

  constructor(code: ErrorCode, detail?: string, reason?: string, options: FailureOptions = {}) {
    super(reason ?? detail ?? code)
    Object.assign(this, { name: 'Failure', code, detail, reason, ...options })
  }
}

/**
 * Refuses a configuration.
 * @param reason starts with the name of the field or variable
 * @throws Failure misconfigured
 */
export function misconfigured(reason: string): never {
  throw new Failure('misconfigured', undefined, reason)
}

const RETRY_AFTER_SECONDS = 2

/**
 * Makes the failure for a request that would have to wait too long.
 * @param detail text that tells the client which resource is busy
 */
export function busy(detail: string): Failure {
  return new Failure('busy', `${detail}: try again in a moment`, undefined, {
    retryAfter: RETRY_AFTER_SECONDS,
  })
}

/**
 * Returns a sentence about a failure. Without a reason and a detail, a failure's message is only
 * its code. This function then returns the title.
 */
export function sentenceOf({ reason, detail, code }: Failure): string {
  return reason ?? detail ?? ERRORS[code].title
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isCode = (value: unknown): value is ErrorCode => isText(value) && Object.hasOwn(ERRORS, value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isSourceState = (value: unknown): value is 'gone' | 'unavailable' =>
  value === 'gone' || value === 'unavailable'
const isSize = (value: unknown): value is NonNullable<Failure['largest']> =>
  isCount(Object(value).width) && isCount(Object(value).height)

const isValue = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

function isMention(part: unknown): part is Mention {
  const { option, values }: Readonly<Record<string, unknown>> = Object(part)
  if (values === undefined || values === null) return isText(option)
  return typeof values === 'object' && Object.values(values).every(isValue)
}

const isParts = (value: unknown): value is DetailParts =>
  Array.isArray(value) && value.every((part) => isText(part) || isMention(part))

/** Own field's value if it has the right form. Calls no getter. */
function ownField<Value>(
  object: object,
  name: string,
  isValid: (value: unknown) => value is Value,
): Value | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(object, name)?.value
  return isValid(value) ? value : undefined
}

/** Returns `true` if an object has an own field that is a getter or not `undefined`. */
function isSet(object: object, name: string): boolean {
  const field = Object.getOwnPropertyDescriptor(object, name)
  return field !== undefined && (field.get !== undefined || field.value !== undefined)
}

/**
 * Returns the failure that an error is. The owner's code can throw a `Failure` with any fields.
 * Fields with another form are left out, and the reason then names them.
 * @returns `undefined` for another error, and for a failure whose code is not in the table
 */
export function readFailure(error: unknown): Failure | undefined {
  try {
    if (!(error instanceof Failure)) return undefined
    const code = ownField(error, 'code', isCode)
    if (code === undefined) return undefined
    const fields = {
      detail: ownField(error, 'detail', isText),
      reason: ownField(error, 'reason', isText),
      retryAfter: ownField(error, 'retryAfter', isCount),
      source: ownField(error, 'source', isSourceState),
      largest: ownField(error, 'largest', isSize),
      parts: ownField(error, 'parts', isParts),
    }
    const all = { ...fields, message: ownField(error, 'message', isText) }
    const invalid = Object.entries(all).filter(([name, value]) => value === undefined && isSet(error, name))
    if (invalid.length === 0) return error
    const { detail, reason = detail ?? code, ...options } = fields
    const names = invalid.map(([name]) => name).join(', ')
    return new Failure(code, detail, `${reason} (invalid fields: ${names})`, options)
  } catch {
    return undefined
  }
}

/** Returns any error as a text: its name and message. Never throws. */
export function errorMessage(error: unknown): string {
  try {
    const text = String(error)
    return error instanceof Failure && !isCode(error.code) ? `${text} (unknown code)` : text
  } catch {
    return 'an error that cannot be read'
  }
}

/**
 * Converts any error to a `Failure` with valid fields. Any other error is a defect: the log names
 * it, and the client does not see it. Never throws.
 */
export function toFailure(error: unknown): Failure {
  return readFailure(error) ?? new Failure('internal', undefined, errorMessage(error))
}
