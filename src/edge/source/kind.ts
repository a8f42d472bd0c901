import type { Limits } from '../../limits.ts'
import type { Credentials } from './credentials.ts'
import type { Timeouts } from './deadline.ts'
import type { OriginRules } from './origin.ts'
import type { OwnSources } from './own-source.ts'
import type { OpenSource } from './source.ts'

/** Limits on an image's size and on the time for reading it. */
export interface ReadLimits extends Timeouts {
  /** Maximum image size in bytes. */
  readonly maxBytes: number
}

/**
 * Rules for reading an image: limits on size and time, the origins that may be fetched, and the
 * sources that are defined in code.
 */
export interface SourceRules extends OriginRules, ReadLimits {
  /**
   * Sources that are defined in code; `undefined` in commands, which do not run that code. A
   * configuration may then name any.
   */
  readonly sources?: OwnSources | undefined
}

/** Bindings of the Worker by name, including variables and secrets. */
export type Bindings = Readonly<Record<string, unknown>>

/** Fields of a zone that describe its source. */
export interface SourceSettings {
  /**
   * Location where the originals are, in one of the forms in `SOURCE_KINDS`, such as
   * `r2:IMAGES/photos/`.
   */
  readonly source: string
  readonly credentials?: Credentials | undefined
}

/** Configured source, ready to be read. */
export interface ConfiguredSource {
  /**
   * Returns an image's name in cache keys. The name identifies the file that is read. Two zones
   * with the same source therefore share an image, and different images never share a name.
   * @param path image path below the source
   * @throws Failure not-found, like `open`
   */
  readonly nameOf: (path: string) => string
  /** Host or bucket whose requests share one concurrency limit. */
  readonly origin: string
  readonly open: OpenSource
}

/** Source kind, such as an R2 bucket: a row in `SOURCE_KINDS`. */
export interface SourceKind {
  /** Forms of `source` in the configuration, for messages and documentation. */
  readonly forms: readonly string[]
  /** Noun phrase for the documentation, such as "files of a web server". */
  readonly about: string
  /** Matches every complete `source` of this kind, and no other `source`. */
  readonly pattern: RegExp
  /**
   * `true` if some servers of this kind treat `/Shop/` and `/shop/` as the same path. Bucket keys
   * are compared byte by byte.
   */
  readonly ignoresCase: boolean
  /**
   * Returns the images' URL prefix, by which another zone's `olurl` could name them; `undefined` if
   * the images have no URLs.
   */
  urlOf(source: string): string | undefined
  /**
   * Returns the images' location in a form that is a prefix of every location below it. It ends
   * with a slash. Default: the normalized `urlOf`, or `source` itself.
   */
  folderOf?(source: string): string
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
 * Derives the rules for reading images from the limits of the configuration.
 * @param ownHost host of the request; empty while it is unknown
 * @param sources sources that are defined in code; `undefined` if they are not known
 */
export function sourceRules(
  { bytes, timeout, total_timeout }: Limits,
  ownHost: string,
  development: boolean,
  sources?: OwnSources,
): SourceRules {
  return { ownHost, development, maxBytes: bytes, timeout, totalTimeout: total_timeout, sources }
}
