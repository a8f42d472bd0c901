import type { Limits } from '../../limits.ts'
import type { Credentials } from './credentials.ts'
import type { Timeouts } from './deadline.ts'
import type { OriginRules } from './origin.ts'
import type { OpenSource } from './source.ts'

/** Limits on the bytes and the time of reading an image. */
export interface ReadLimits extends Timeouts {
  /** Maximum length of an image in bytes. */
  readonly maxBytes: number
}

/** Rules for reading an image: its limits, and the allowed origins. */
export interface SourceRules extends OriginRules, ReadLimits {}

/** Bindings of the Worker by name, including variables and secrets. */
export type Bindings = Readonly<Record<string, unknown>>

/** Settings of a zone's source. */
export interface SourceSettings {
  /** Place of the originals, in a form of `SOURCE_KINDS`. */
  readonly source: string
  readonly credentials?: Credentials | undefined
}

/** Configured source, ready to be read. */
export interface ConfiguredSource {
  /**
   * Returns the name in cache keys of the image at a path. The name identifies what is read from
   * the source: two zones over the same source share an image, and different images never share a
   * name.
   * @throws Failure not-found, like `open`
   */
  readonly nameOf: (path: string) => string
  /** Host or bucket whose requests share one concurrency limit. */
  readonly origin: string
  readonly open: OpenSource
}

/** Kind of source: a row of `SOURCE_KINDS`. */
export interface SourceKind {
  /** Forms of the kind in the configuration, for messages and documentation. */
  readonly forms: readonly string[]
  /** A phrase for the documents, such as "files of a web server". */
  readonly about: string
  /** Matches every complete `source` of this kind, and no `source` of another kind. */
  readonly pattern: RegExp
  /**
   * `true` if the servers may read `/Shop/` as `/shop/`. Keys of buckets are compared byte by byte.
   */
  readonly ignoresCase: boolean
  /**
   * Returns the URL below which an `olurl` could also name the images; `undefined` if the images
   * have no URLs.
   */
  urlOf(source: string): string | undefined
  /**
   * Checks the credentials of a source.
   * @throws Failure misconfigured: credentials that are missing, or that this kind does not take
   */
  assertCredentials(credentials: Credentials | undefined, env: Bindings): void
  /**
   * Opens a source.
   * @param settings settings whose `source` matches `pattern`
   * @throws Failure misconfigured: like `assertCredentials`; also if a binding is missing, or if
   *   the origin must not be fetched
   */
  open(settings: SourceSettings, env: Bindings, rules: SourceRules): ConfiguredSource
}

/**
 * Derives the rules for reading from the limits.
 * @param ownHost host of the request; empty while it is unknown
 */
export function sourceRules(
  { bytes, timeout, total_timeout }: Limits,
  ownHost: string,
  development: boolean,
): SourceRules {
  return { ownHost, development, maxBytes: bytes, timeout, totalTimeout: total_timeout }
}
