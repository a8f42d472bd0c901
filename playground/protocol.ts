import { type CatalogPicture, PLAN_PATH, type Problem } from '../cli/local-server.ts'

export type { CatalogPicture, LaidOverlay, PlanAnswer, PlannedStep, Problem } from '../cli/local-server.ts'
export { OWN_HEADER, READY_PATH } from '../cli/local-server.ts'

/**
 * Endpoint paths. All take POST requests. Requests and answers are JSON, except the uploaded
 * picture and the picture that `measure` returns.
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

/** Maximum size in bytes of an uploaded picture. */
export const MAX_UPLOAD = 50 * 1024 * 1024

/** Maximum number of targets in one `sign` request. */
export const MAX_TARGETS = 64

export interface CatalogZone {
  readonly name: string
  readonly prefix: string
  readonly schemes: readonly string[]
  readonly originals: 'implicit' | 'explicit'
  /** Each preset's parameters as a query string, by preset name. Mandatory presets are included. */
  readonly presets: Readonly<Record<string, string>>
  readonly mandatory: readonly string[]
}

/** Answer from `catalog`, which takes `{}`. */
export interface Catalog {
  readonly pictures: readonly CatalogPicture[]
  readonly zones: readonly CatalogZone[]
  /** Key ids. The first key signs if a target names none. */
  readonly keys: readonly string[]
}

export interface SignedTarget {
  /** Signed path and query: `/samples/landscape.jpg?width=800&token=…`. */
  readonly url: string
  /** Text that the token covers. */
  readonly message: string
  readonly keyId: string
}

/** Answer from `sign`, with one result for each target in the same order. */
export interface SignAnswer {
  readonly results: readonly (SignedTarget | Problem)[]
}

/**
 * Answer to `upload?name=NAME`. The request body is the picture, and the answer contains the path
 * under which it is stored.
 */
export interface UploadAnswer {
  readonly path: string
}

/** Answer from `explain`: the findings of the command `verify` as JSON. */
export interface ExplainAnswer {
  readonly findings: readonly {
    readonly mark: 'ok' | 'FAIL' | 'note'
    readonly rule: string
    readonly text: string
  }[]
  /** The text that a token for this URL must cover. */
  readonly signed?: string
  readonly failed?: { readonly rule: string; readonly status: number; readonly text: string }
}
