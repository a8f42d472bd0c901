import type { Limits } from '../../limits.ts'
import type { Credentials } from './credentials.ts'
import type { Timeouts } from './deadline.ts'
import type { OriginRules } from './origin.ts'
import type { OpenSource } from './source.ts'

/** How much of an image may be read, and how long that may take. */
export interface ReadLimits extends Timeouts {
  /** Most bytes that an image may have. */
  readonly maxBytes: number
}

/** What may be read, and from where. */
export interface SourceRules extends OriginRules, ReadLimits {}

/** The Worker's bindings by name, variables and secrets among them. */
export type Bindings = Readonly<Record<string, unknown>>

/** What a zone says of its source. */
export interface SourceSettings {
  /** Where the images are, in a form of `SOURCE_KINDS`. */
  readonly source: string
  readonly credentials?: Credentials | undefined
}

/** A configured source, ready to be read. */
export interface ConfiguredSource {
  /**
   * Names the image at a path in cache keys, by what is read for it: two zones over the same source share an image, and
   * different images never share a name.
   * @throws Failure not-found, like `open`
   */
  readonly nameOf: (path: string) => string
  /** What requests share a concurrency limit by: a host, or a bucket. */
  readonly origin: string
  readonly open: OpenSource
}

/** One kind of source: a row of `SOURCE_KINDS`. */
export interface SourceKind {
  /** How the configuration writes it, for messages and documentation. */
  readonly forms: readonly string[]
  /** Matches a whole `source` of this kind, and of no other. */
  readonly pattern: RegExp
  /** `true` if its servers may read `/Shop/` as `/shop/`. Keys of buckets are compared byte by byte. */
  readonly ignoresCase: boolean
  /** Where its images have URLs, under which an `olurl` could name them too; `undefined` where they have none. */
  urlOf(source: string): string | undefined
  /** @throws Failure misconfigured: credentials that are missing, or that this kind does not take */
  assertCredentials(credentials: Credentials | undefined, env: Bindings): void
  /**
   * @param settings whose `source` matches `pattern`
   * @throws Failure misconfigured: like `assertCredentials`; no such binding, or an origin that must not be fetched
   */
  open(settings: SourceSettings, env: Bindings, rules: SourceRules): ConfiguredSource
}

/** @param ownHost host of the request; empty where it is not known yet */
export function sourceRules(
  { bytes, timeout, total_timeout }: Limits,
  ownHost: string,
  development: boolean,
): SourceRules {
  return { ownHost, development, maxBytes: bytes, timeout, totalTimeout: total_timeout }
}
