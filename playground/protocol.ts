import { type CatalogPicture, PLAN_PATH, type Problem } from '../cli/local-server.ts'

export type { CatalogPicture, LaidOverlay, PlanAnswer, PlannedStep, Problem } from '../cli/local-server.ts'
export { OWN_HEADER, READY_PATH } from '../cli/local-server.ts'

/**
 * Paths of the endpoints. All take POST requests. Requests and answers are JSON, except the
 * uploaded picture and the picture that `measure` returns.
 */
export const ENDPOINTS = {
  catalog: '/playground/catalog',
  sign: '/playground/sign',
  upload: '/playground/upload',
  plan: PLAN_PATH,
  measure: '/playground/measure',
  explain: '/playground/explain',
} as const

export type Endpoint = keyof typeof ENDPOINTS

/** Maximum size of an uploaded picture in bytes. */
export const MAX_UPLOAD = 50 * 1024 * 1024

/** Maximum number of targets in one `sign` request. */
export const MAX_TARGETS = 64

export interface CatalogZone {
  readonly name: string
  readonly prefix: string
  readonly schemes: readonly string[]
  readonly originals: 'implicit' | 'explicit'
  /**
   * Parameters of each preset as a query string, by name of the preset. Mandatory presets are
   * included.
   */
  readonly presets: Readonly<Record<string, string>>
  readonly mandatory: readonly string[]
}

/** Answer of `catalog`, which takes `{}`. */
export interface Catalog {
  readonly pictures: readonly CatalogPicture[]
  readonly zones: readonly CatalogZone[]
  /** Ids of the keys. The first key signs if a target names none. */
  readonly keys: readonly string[]
}

export interface SignedTarget {
  /** Signed path and query: `/samples/landscape.jpg?width=800&token=…`. */
  readonly url: string
  /** Text that the token covers. */
  readonly message: string
  readonly keyId: string
}

/** Answer of `sign`, with one result for each target in the same order. */
export interface SignAnswer {
  readonly results: readonly (SignedTarget | Problem)[]
}

/**
 * Answer of `upload?name=NAME`. The body of the request is the picture, and the answer contains the
 * path under which it is stored.
 */
export interface UploadAnswer {
  readonly path: string
}

/** Answer of `explain`: the findings of the command `verify` as JSON. */
export interface ExplainAnswer {
  readonly findings: readonly {
    readonly mark: 'ok' | 'FAIL' | 'note'
    readonly rule: string
    readonly text: string
  }[]
  /** The text that a token of this URL must cover. */
  readonly signed?: string
  readonly failed?: { readonly rule: string; readonly status: number; readonly text: string }
}
