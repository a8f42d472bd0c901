import type { ErrorCode } from '../src/errors.ts'

/** Header of every request of the page. A form of another site cannot set it. */
export const OWN_HEADER = 'signet-playground'

/**
 * Paths of the endpoints. All take POST. Bodies and answers are JSON, except the body of `upload`
 * and the picture that `measure` returns.
 */
export const ENDPOINTS = {
  catalog: '/playground/catalog',
  sign: '/playground/sign',
  upload: '/playground/upload',
  plan: '/playground/plan',
  measure: '/playground/measure',
  explain: '/playground/explain',
} as const

export type Endpoint = keyof typeof ENDPOINTS

/** Maximum length of an uploaded picture in bytes. */
export const MAX_UPLOAD = 50 * 1024 * 1024

/** Maximum number of targets in one `sign` request. */
export const MAX_TARGETS = 64

/** A refusal (RFC 9457), with the reason that is only shown in development. */
export interface Problem {
  readonly status: number
  readonly code: ErrorCode
  readonly title: string
  /** Advice for the user. */
  readonly detail?: string
  readonly reason?: string
}

/** A picture that can be chosen. */
export interface CatalogPicture {
  /** Path as in a URL: `/samples/landscape.jpg`. */
  readonly path: string
  readonly bytes: number
}

export interface CatalogZone {
  readonly name: string
  readonly prefix: string
  readonly schemes: readonly string[]
  readonly originals: 'implicit' | 'explicit'
  /** Parameters of each preset as a query. Mandatory presets are included. */
  readonly presets: Readonly<Record<string, string>>
  readonly mandatory: readonly string[]
}

/** Answer of `catalog`, which takes `{}`. */
export interface Catalog {
  readonly pictures: readonly CatalogPicture[]
  readonly zones: readonly CatalogZone[]
  /** Ids of the keys. The first key signs. */
  readonly keys: readonly string[]
}

/**
 * Request of `sign`. A target is a path and query as in a URL, without a token:
 * `/samples/landscape.jpg?width=800&widths=400,800`.
 */
export interface SignRequest {
  readonly targets: readonly string[]
}

export interface SignedTarget {
  /** Signed path and query: `/samples/landscape.jpg?width=800&token=…`. */
  readonly url: string
  /** The text that the token covers. */
  readonly message: string
  readonly keyId: string
}

/** Answer of `sign`, with one result for each target in the same order. */
export interface SignAnswer {
  readonly results: readonly (SignedTarget | Problem)[]
}

/**
 * Answer of `upload?name=NAME`, whose body is the picture. It contains the path under which the
 * picture is stored.
 */
export interface UploadAnswer {
  readonly path: string
}

/** Request of `plan` and `measure`. */
export interface TargetRequest {
  readonly target: string
  /** `Accept` header for `format=auto`. The default is that of the request. */
  readonly accept?: string
}

/** One operation on the picture after it is resized. */
export interface PlannedStep {
  readonly name: string
  /** Arguments of the step for display, such as `sigma 2`. */
  readonly detail?: string
}

/** Bounding box of an overlay on the output. */
export interface LaidOverlay {
  /** Position in the drawing order, from 1. */
  readonly layer: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Rotation, blend mode and repetition for display. */
  readonly detail?: string
}

/**
 * Answer of `plan`: everything that is decided before the first pixel is decoded. Sizes are in
 * pixels, memory is in bytes.
 */
export interface PlanAnswer {
  readonly source: {
    readonly format: string
    /** Width and height after the orientation is applied. */
    readonly width: number
    readonly height: number
    readonly bytes: number
    /** EXIF orientation, 1 to 8. */
    readonly orientation: number
    readonly alpha: boolean
    /** Selected frame of an animation. It is absent for the first frame. */
    readonly page?: number
  }
  /** `true` if the source is delivered unchanged. Then `transform` is absent. */
  readonly original: boolean
  readonly transform?: {
    /**
     * Scale of the decoder in eighths: the decoded picture has `eighths`/8 of the source's width
     * and height.
     */
    readonly eighths: number
    readonly decoded: { readonly width: number; readonly height: number }
    /** Area of the decoded source that is resampled. */
    readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    /** Size after the resize, before later steps change it. */
    readonly resized: { readonly width: number; readonly height: number }
    /** `true` if luma and chroma are separate planes from decoder to encoder. */
    readonly planar: boolean
    readonly steps: readonly PlannedStep[]
    /** Overlays in the order in which they are drawn. */
    readonly overlays: readonly LaidOverlay[]
    readonly output: {
      readonly format: string
      readonly width: number
      readonly height: number
      readonly settings: string
    }
    /**
     * Planned memory of the request, the part of it in the kernel, and the memory budget of the
     * isolate.
     */
    readonly memory: { readonly planned: number; readonly kernel: number; readonly budget: number }
    /** `true` if the source itself is delivered when it is smaller than the result. */
    readonly mayKeepSource: boolean
  }
}

/** Request of `explain`: any URL on any host. */
export interface ExplainRequest {
  readonly url: string
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
