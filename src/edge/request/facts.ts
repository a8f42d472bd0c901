import type { TransformOptions } from '../../engine/options/transform-options.ts'
import type { Admitted } from '../../signing/auth/admit.ts'
import type { Keyring } from '../../signing/auth/keyring.ts'
import type { Intent } from '../../signing/url/intent.ts'
import type { Wire } from '../../signing/url/wire.ts'
import type { Timing } from '../../timing.ts'
import type { Derivative } from '../cache/derivative.ts'
import type { Obtained } from '../cache/obtain.ts'
import type { Config, Zone } from '../config.ts'
import type { ResponseContext } from '../http/image-headers.ts'
import type { Bindings, ConfiguredSource } from '../source/kind.ts'
import type { RequestedOverlay } from '../source/overlay.ts'

/**
 * Operations that stages call and that need the platform, such as KV or a cache. Tests replace
 * them, so that the stages run without a Worker.
 */
export interface Effects {
  /** Answers the health check. @throws Failure internal */
  health(): Promise<Response>
  /** Answers a CORS preflight. @throws Failure method-not-allowed: the zone allows no origin */
  preflight(zone: Zone): Response
  /** Refuses a URL that is on the deny list. @throws Failure forbidden, deny-list-unavailable */
  assertAllowed(wire: Wire): Promise<void>
  /**
   * Counts a verified request towards the rate limit of the client's network.
   * @param key id of the key that signed
   * @throws Failure too-many-requests
   */
  assertWithin(key: string | undefined): Promise<void>
  /**
   * Asks the `authorize` function of the instance; absent if it has none.
   * @throws Failure forbidden
   */
  authorize?(facts: Authorizing): Promise<void>
  /** Gets the image from a cache, or makes it. */
  obtain(located: Located): Promise<Obtained>
  /** Makes the response that delivers an image. */
  respond(derivative: Derivative, context: Omit<ResponseContext, 'request' | 'send'>): Response
}

/** Inputs of the stages that read only the URL, known before the first stage runs. */
export interface GivenUrl {
  /**
   * URL exactly as the platform received it. Parsing and formatting it again could change signed
   * bytes.
   */
  readonly url: string
  /** Value of the header `Accept`. */
  readonly accept: string | null
  /** Request time as Unix time in seconds. */
  readonly now: number
  readonly config: Config
  readonly env: Bindings
  readonly clock: Timing
}

/** Inputs of all stages, known before the first stage runs. */
export interface Given extends GivenUrl {
  readonly method: string
  /** Address of the client, if the platform knows it. */
  readonly address: string | undefined
  readonly effects: Effects
}

/** All facts about a request: the inputs, and each stage's results under their names. */
export interface Facts extends Given {
  /** Path, query and token of the URL as it arrived. */
  readonly wire: Wire
  readonly zone: Zone
  /** Path of the URL below its zone, decoded. */
  readonly rest: string
  /** Keys and secrets that may have signed URLs of the zone. */
  readonly keyring: Keyring
  /**
   * The verified URL, its claims, and the policy and id of its key. If the URL was signed for
   * another service, this is its translation to a native URL.
   */
  readonly admitted: Admitted
  /**
   * Image options of the URL, with presets applied and `format=auto` negotiated; `undefined` for
   * the original.
   */
  readonly asked: Intent | undefined
  /**
   * Options for the engine: those of `asked`, with the key that draws the invisible mark;
   * `undefined` for the original.
   */
  readonly intent: TransformOptions | undefined
  /** Decoded image path below its zone. In an encrypted zone it is already decrypted. */
  readonly path: string
  readonly source: ConfiguredSource
  readonly overlays: readonly RequestedOverlay[]
  /**
   * Names by which cache keys identify the sources: first the original, then the files of the
   * overlays.
   */
  readonly names: readonly string[]
  /** The image's cache key, in the form of a URL. */
  readonly key: string
  /** Tags by which the platform's caches can purge the stored copies of the image. */
  readonly tags: readonly string[]
  readonly obtained: Obtained
  /** The response. A stage that adds it ends the request. */
  readonly answer: Response
}

export type FactName = keyof Facts

/** Image whose sources and cache key are known. No source has been read yet. */
export type Located = Pick<Facts, 'zone' | 'path' | 'intent' | 'source' | 'overlays' | 'key' | 'tags'>

/** Facts from the stages that an instance's `authorize` function receives. */
export type Authorizing = Pick<Facts, 'url' | 'address' | 'admitted' | 'zone' | 'path' | 'asked'>

/** A request's inputs, and the results of the stages that have run so far. */
export type Progress = Partial<Facts>
