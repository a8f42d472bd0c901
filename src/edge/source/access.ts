/** A refusal of an origin. */
export interface Refusal {
  readonly code: 'not-found' | 'bad-origin'
  /** For the log. */
  readonly reason?: string
}

/** How an origin is asked, and how its refusals are read. */
export interface Access {
  /** Encodes one segment of a path. */
  readonly encode: (segment: string) => string
  /** Headers with the credentials for `url`; none for a URL elsewhere. */
  readonly headersFor: (url: URL) => Promise<Readonly<Record<string, string>>>
  /** Whether redirects on the same host are followed. */
  readonly followsRedirects: boolean
  /** What an answer means that is no image; `undefined` where its status says it all. */
  readonly refusalOf: (response: Response) => Promise<Refusal | undefined>
}

/** Requests that anyone could send. */
export const ANONYMOUS: Access = {
  encode: encodeURIComponent,
  headersFor: async () => ({}),
  followsRedirects: true,
  refusalOf: async () => undefined,
}
