import type { ErrorCode } from '../src/errors.ts'

/**
 * Header of every request to an endpoint of the local server: a form of another site cannot set it.
 */
export const OWN_HEADER = 'signet-playground'

/** Endpoint that plans a target. */
export const PLAN_PATH = '/playground/plan'

/** A refusal (RFC 9457), with the reason that is only shown in development. */
export interface Problem {
  readonly status: number
  readonly code: ErrorCode
  readonly title: string
  /** Advice on what to change. */
  readonly detail?: string
  readonly reason?: string
}

/** A picture that can be chosen. */
export interface CatalogPicture {
  /** The path of a URL, such as `/samples/landscape.jpg`. */
  readonly path: string
  readonly bytes: number
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
  /** Rotation, blending and repetition. */
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
  /** `true` if the source is handed out as it is: then the rest is absent. */
  readonly original: boolean
  readonly transform?: {
    /**
     * Scale of the decoder in eighths: the decoded picture has `decodeScale`/8 of the source's
     * width and height.
     */
    readonly decodeScale: number
    readonly decoded: { readonly width: number; readonly height: number }
    /** Area of the decoded source that is resampled. */
    readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    /** Size after the resize, before later steps change it. */
    readonly resized: { readonly width: number; readonly height: number }
    /** `true` if luma and chroma stay planes from decoder to encoder. */
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
    /** Bytes that are admitted, of those that the isolate may use. */
    readonly memory: { readonly planned: number; readonly kernel: number; readonly budget: number }
    /** `true` if the answer may be the source itself, where that is smaller. */
    readonly mayKeepSource: boolean
  }
}
