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

/** Work outside the stages, which run without a Worker. */
export interface Effects {
  /** Answers the health check. @throws Failure internal */
  health(): Promise<Response>
  /** Answers a CORS preflight. @throws Failure method-not-allowed: the zone grants none */
  preflight(zone: Zone): Response
  /** Asks the deny list. @throws Failure forbidden, deny-list-unavailable */
  assertAllowed(wire: Wire): Promise<void>
  /** Counts a verified request. @throws Failure too-many-requests */
  assertWithin(key: string | undefined): Promise<void>
  /** Gets the image from a cache, or makes it. */
  obtain(located: Located): Promise<Obtained>
  /** Makes the response. */
  respond(derivative: Derivative, context: Omit<ResponseContext, 'request' | 'send'>): Response
}

/** Facts that are known of a URL before the first stage. */
export interface GivenUrl {
  /** The URL that the platform received, never re-serialised. */
  readonly url: string
  /** Value of the header `Accept`. */
  readonly accept: string | null
  /** Unix time of the request in seconds. */
  readonly now: number
  readonly config: Config
  readonly env: Bindings
  readonly clock: Timing
}

/** Facts that are known of a request before the first stage. */
export interface Given extends GivenUrl {
  readonly method: string
  /** Address of the client, if the platform knows it. */
  readonly address: string | undefined
  readonly effects: Effects
}

/** Everything that is known of a request in the end. Each stage adds some of it. */
export interface Facts extends Given {
  /** The parts of the URL as it arrived. */
  readonly wire: Wire
  readonly zone: Zone
  /** Path of the URL below its zone, decoded. */
  readonly rest: string
  /** Secrets that URLs of the zone may be signed with. */
  readonly keyring: Keyring
  /** The verified URL, its claims and its key. A URL of another service is translated by then. */
  readonly admitted: Admitted
  /** Options with presets and negotiated formats; `undefined` for the original. */
  readonly asked: Intent | undefined
  /** The engine's options: `asked` with the key of its mark. */
  readonly intent: TransformOptions | undefined
  /** Path of the image below its zone, decrypted. */
  readonly path: string
  readonly source: ConfiguredSource
  readonly overlays: readonly RequestedOverlay[]
  /** Names of the image and of the files of its overlays, in cache keys. */
  readonly names: readonly string[]
  /** The URL that the image is cached by. */
  readonly key: string
  /** Tags of stored copies. */
  readonly tags: readonly string[]
  readonly obtained: Obtained
  /** The response. A stage that adds it ends the request. */
  readonly answer: Response
}

export type FactName = keyof Facts

/** Image whose sources are known, but not yet read. */
export type Located = Pick<Facts, 'zone' | 'path' | 'intent' | 'source' | 'overlays' | 'key' | 'tags'>

/** The facts of a request that is on its way through the stages. */
export type Progress = Partial<Facts>
