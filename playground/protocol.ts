import type { ErrorCode } from '../src/errors.ts'

/** Every request of the page carries this header: a form of another site cannot set it. */
export const OWN_HEADER = 'signet-playground'

/** Where the endpoints are. All take POST; all but `upload` take and give JSON, except the picture of `measure`. */
export const ENDPOINTS = {
  catalog: '/playground/catalog',
  sign: '/playground/sign',
  upload: '/playground/upload',
  plan: '/playground/plan',
  measure: '/playground/measure',
  explain: '/playground/explain',
} as const

export type Endpoint = keyof typeof ENDPOINTS

/** Most bytes of an uploaded picture. */
export const MAX_UPLOAD = 50 * 1024 * 1024

/** Most targets of one `sign` request. */
export const MAX_TARGETS = 64

/** A refusal (RFC 9457), with the reason that only development shows. */
export interface Problem {
  readonly status: number
  readonly code: ErrorCode
  readonly title: string
  /** What to change. */
  readonly detail?: string
  readonly reason?: string
}

/** A picture that can be chosen. */
export interface CatalogPicture {
  /** As in a URL: `/samples/landscape.jpg`. */
  readonly path: string
  readonly bytes: number
}

export interface CatalogZone {
  readonly name: string
  readonly prefix: string
  readonly schemes: readonly string[]
  readonly originals: 'implicit' | 'explicit'
  /** The parameters of each preset as a query, and those of `mandatory` ones. */
  readonly presets: Readonly<Record<string, string>>
  readonly mandatory: readonly string[]
}

/** Answer of `catalog`, which takes `{}`. */
export interface Catalog {
  readonly pictures: readonly CatalogPicture[]
  readonly zones: readonly CatalogZone[]
  /** Ids of the keys, the signing one first. */
  readonly keys: readonly string[]
}

/**
 * Request of `sign`. A target is path and query as a URL has them, without a token:
 * `/samples/landscape.jpg?width=800&widths=400,800`.
 */
export interface SignRequest {
  readonly targets: readonly string[]
}

export interface SignedTarget {
  /** Path, query and token: `/samples/landscape.jpg?width=800&token=…`. */
  readonly url: string
  /** The text that the token covers. */
  readonly message: string
  readonly keyId: string
}

/** Answer of `sign`: one for each target, in their order. */
export interface SignAnswer {
  readonly results: readonly (SignedTarget | Problem)[]
}

/** Answer of `upload?name=NAME`, which takes the bytes: where the picture is now. */
export interface UploadAnswer {
  readonly path: string
}

/** Request of `plan` and `measure`. */
export interface TargetRequest {
  readonly target: string
  /** The `Accept` header for `format=auto`; by default that of the request. */
  readonly accept?: string
}

/** One operation on the picture after it is resized. */
export interface PlannedStep {
  readonly name: string
  /** Its numbers, to show: `sigma 2`. */
  readonly detail?: string
}

/** Where an overlay lies on the output: the box around it. */
export interface LaidOverlay {
  /** 1 for the one that is drawn first. */
  readonly layer: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** How it is rotated, blended and repeated. */
  readonly detail?: string
}

/** Answer of `plan`: what is decided before the first pixel is decoded. Sizes are in pixels, memory in bytes. */
export interface PlanAnswer {
  readonly source: {
    readonly format: string
    /** Upright. */
    readonly width: number
    readonly height: number
    readonly bytes: number
    /** EXIF, 1 to 8. */
    readonly orientation: number
    readonly alpha: boolean
    /** The frame of an animation that is shown, unless it is the first one. */
    readonly page?: number
  }
  /** Whether the source is handed out as it is: then the rest is absent. */
  readonly original: boolean
  readonly transform?: {
    /** The decoder divides the sides by this: 1, 2, 4 or 8. */
    readonly eighths: number
    readonly decoded: { readonly width: number; readonly height: number }
    /** The part of the decoded source that is resampled. */
    readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    /** Size after the resize, before steps that change it. */
    readonly resized: { readonly width: number; readonly height: number }
    /** Whether luma and chroma stay planes from decoder to encoder. */
    readonly planar: boolean
    readonly steps: readonly PlannedStep[]
    /** In the order in which they are drawn. */
    readonly overlays: readonly LaidOverlay[]
    readonly output: {
      readonly format: string
      readonly width: number
      readonly height: number
      readonly settings: string
    }
    /** What is admitted, of what the isolate may use. */
    readonly memory: { readonly planned: number; readonly kernel: number; readonly budget: number }
    /** Whether the answer may be the source itself, where that is smaller. */
    readonly mayKeepSource: boolean
  }
}

/** Request of `explain`: any URL, of any host. */
export interface ExplainRequest {
  readonly url: string
}

/** Answer of `explain`: `explain` of the command line, as JSON. */
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
