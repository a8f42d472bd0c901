/** Meaning of an origin's error response: the error code for the client, and the reason. */
export interface Refusal {
  readonly code: 'not-found' | 'bad-origin'
  /** Reason for the log. The client does not see it. */
  readonly reason?: string
}

/**
 * Protocol for requests to an origin: path encoding, credentials, and the meaning of error
 * responses.
 */
export interface Access {
  /** Encodes one segment of a path, as the origin expects it. */
  readonly encode: (segment: string) => string
  /** Returns the headers with credentials for `url`; no headers if `url` is on another origin. */
  readonly headersFor: (url: URL) => Promise<Readonly<Record<string, string>>>
  /** `true` if redirects on the same host are followed. */
  readonly followsRedirects: boolean
  /** Returns the failure that a response means; `undefined` if the status code alone tells it. */
  readonly refusalOf: (response: Response) => Promise<Refusal | undefined>
}

/** Access without credentials. */
export const ANONYMOUS: Access = {
  encode: encodeURIComponent,
  headersFor: async () => ({}),
  followsRedirects: true,
  refusalOf: async () => undefined,
}
