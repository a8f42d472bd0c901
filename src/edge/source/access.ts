/** Refusal of a request by an origin. */
export interface Refusal {
  readonly code: 'not-found' | 'bad-origin'
  /** Reason for the log. */
  readonly reason?: string
}

/** Functions that prepare requests to an origin and interpret its refusals. */
export interface Access {
  /** Encodes one segment of a path. */
  readonly encode: (segment: string) => string
  /** Returns the headers with credentials for `url`; no headers if `url` is on another origin. */
  readonly headersFor: (url: URL) => Promise<Readonly<Record<string, string>>>
  /** `true` if redirects on the same host are followed. */
  readonly followsRedirects: boolean
  /** Interprets an answer that is not an image; `undefined` if its status is sufficient. */
  readonly refusalOf: (response: Response) => Promise<Refusal | undefined>
}

/** Access without credentials: requests that anyone could send. */
export const ANONYMOUS: Access = {
  encode: encodeURIComponent,
  headersFor: async () => ({}),
  followsRedirects: true,
  refusalOf: async () => undefined,
}
