import type { ErrorCode } from '../src/errors.ts'

/**
 * Header on every request to a local server's endpoint. A form on another site cannot set the
 * header, so that the site cannot use the endpoints.
 */
export const OWN_HEADER = 'signet-playground'

/** Path to the endpoint that plans a target. */
export const PLAN_PATH = '/playground/plan'

/** Path to the playground's page in a user's Worker, whose own page may be at `/`. */
export const DEV_PAGE_PATH = '/playground'

/** Path that answers with status 200 as soon as the local server has a valid configuration. */
export const READY_PATH = '/playground/ready'

/** Variable in the development Worker that makes it write a line for each request. */
export const LINES_VARIABLE = 'PLAYGROUND_LINES'

/** Start of each line that the development Worker writes for a request. */
export const LINE_MARK = 'signet request: '

/** A refusal as JSON (RFC 9457). The field `reason` is only present in development. */
export interface Problem {
  readonly status: number
  readonly code: ErrorCode
  readonly title: string
  /** Advice on what to change. */
  readonly detail?: string
  readonly reason?: string
}

/** A picture that the playground offers. */
export interface CatalogPicture {
  /** Path as in a URL, such as `/samples/landscape.jpg`. */
  readonly path: string
  readonly bytes: number
}

/** One operation on the picture after the resize. */
export interface PlannedStep {
  readonly name: string
  /** The step's arguments for display, such as `sigma 2`. */
  readonly detail?: string
}

/** An overlay's bounding box in output pixels. */
export interface LaidOverlay {
  /** Position in the drawing order, from 1. */
  readonly layer: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Rotation, blend mode and repetition, for display. */
  readonly detail?: string
}

/**
 * Answer from `plan`: everything that is decided before the first pixel is decoded. Sizes are in
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
    /** Output format if the target names none. */
    readonly defaultFormat: string
    /** Selected frame of an animation. It is absent for the first frame. */
    readonly page?: number
    /**
     * Number of frames that `animate=1` keeps; `unknown` if only the whole file tells the number.
     * It is absent for a still image.
     */
    readonly frames?: number | 'unknown'
  }
  /** `true` if the original is delivered unchanged. Then `transform` is absent. */
  readonly original: boolean
  readonly transform?: {
    /**
     * Decoder scale in eighths: the decoded picture has `decodeScale`/8 of the source's width and
     * height.
     */
    readonly decodeScale: number
    readonly decoded: { readonly width: number; readonly height: number }
    /** Area of the decoded source that is resampled. */
    readonly crop: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    /** Size after the resize, before later steps change it. */
    readonly resized: { readonly width: number; readonly height: number }
    /**
     * `true` if luma and chroma stay separate planes from the decoder to the encoder, without a
     * conversion to RGB.
     */
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
    /** Memory in bytes: the plan's total, its kernel part, and the isolate's maximum. */
    readonly memory: { readonly planned: number; readonly kernel: number; readonly budget: number }
    /**
     * `true` if the server delivers the source in place of the output when the source has fewer
     * bytes.
     */
    readonly mayKeepSource: boolean
    /**
     * `always`: the JPEG's coefficients are stored as JPEG XL, and no pixel is decoded. `instead`:
     * they are, if the encoded picture would be longer than the source. `fits`: they are, if the
     * file is within `max_bytes`.
     */
    readonly transcode?: 'always' | 'instead' | 'fits'
  }
}
