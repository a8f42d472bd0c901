import { type Context, type Description, type EngineOptions, type Input, probe } from '../engine/public.ts'
import { addComposite, type OverlayOptions } from './composite.ts'
import type { Draft } from './draft.ts'
import { Effects } from './effects.ts'
import {
  type AvifOptions,
  addFormat,
  type JpegOptions,
  type JxlOptions,
  type PngOptions,
  readFormat,
  type WebpOptions,
} from './output.ts'
import { MISSING_METHODS, ownOptions, refuse } from './refuse.ts'
import { run } from './run.ts'
import type { Metadata, Output } from './types.ts'

/** A chain's input with its calls' options and context. */
export interface ChainInput {
  /** Picture that the chain reads. */
  readonly input: Input
  /** Input options. */
  readonly options: EngineOptions
  /** Signal and limits for the calls. */
  readonly context: Context
}

/**
 * Chain with sharp's method names. Like in sharp, each call changes the chain and returns it, and
 * operations run in a fixed order.
 */
export class Sharp extends Effects {
  readonly #given: ChainInput

  constructor(given: ChainInput, draft?: Draft) {
    super(draft)
    this.#given = given
  }

  /** Returns a chain with the same calls. An input that can be read once serves only one chain. */
  clone(): Sharp {
    return new Sharp(this.#given, { ...this.draft })
  }

  /** Draws up to four pictures on top, in their own sizes. */
  composite(overlays: readonly OverlayOptions[]): this {
    addComposite(this.draft, overlays)
    return this
  }

  /** Keeps EXIF with the location, XMP, IPTC and the color profile. */
  keepMetadata(): this {
    return this.set({ metadata: 'all' })
  }

  /** Keeps the metadata like `keepMetadata`. It takes no options that change the metadata. */
  withMetadata(options: object = {}): this {
    const advice = 'the metadata of the input can only be kept: leave it out'
    ownOptions('withMetadata', options, [], {
      density: advice,
      exif: advice,
      icc: advice,
      orientation: advice,
    })
    return this.keepMetadata()
  }

  /** Keeps an HDR photo's gain map in a JPEG. */
  keepGainMap(): this {
    return this.set({ hdr: true })
  }

  /** Writes a JPEG. Transparent pixels are laid over black, or over the background of `flatten`. */
  jpeg(options: JpegOptions = {}): this {
    addFormat(this.draft, 'jpeg', options)
    return this
  }

  /** Writes a PNG. */
  png(options: PngOptions = {}): this {
    addFormat(this.draft, 'png', options)
    return this
  }

  /** Writes a WebP. No other format keeps an animation's frames. */
  webp(options: WebpOptions = {}): this {
    addFormat(this.draft, 'webp', options)
    return this
  }

  /** Writes an AVIF. */
  avif(options: AvifOptions = {}): this {
    addFormat(this.draft, 'avif', options)
    return this
  }

  /** Writes a JPEG XL. */
  jxl(options: JxlOptions = {}): this {
    addFormat(this.draft, 'jxl', options)
    return this
  }

  /** Sets the format by its name: `jpeg`, `jpg`, `png`, `webp`, `avif` or `jxl`. */
  toFormat(
    format: string | { readonly id: string },
    options: JpegOptions & PngOptions & WebpOptions & AvifOptions & JxlOptions = {},
  ): this {
    addFormat(this.draft, readFormat(format), options)
    return this
  }

  #run(): ReturnType<typeof run> {
    const { input, options, context } = this.#given
    return run(input, options, context, this.draft)
  }

  /** Runs the chain, and returns the output bytes. */
  toBuffer(options?: { readonly resolveWithObject?: false | undefined }): Promise<Uint8Array<ArrayBuffer>>
  /** Runs the chain, and returns its output with facts about it. */
  toBuffer(options: { readonly resolveWithObject: true }): Promise<Output>
  async toBuffer(
    options: { readonly resolveWithObject?: boolean | undefined } = {},
  ): Promise<Uint8Array<ArrayBuffer> | Output> {
    if (typeof options === 'function') refuse('toBuffer() takes no callback: await its promise')
    const { resolveWithObject } = ownOptions('toBuffer', options, ['resolveWithObject'])
    const { body: data, info } = await this.#run()
    return resolveWithObject ? { data, info } : data
  }

  /**
   * Runs the chain and returns a response with its output.
   * @param init headers and status; the media type is set unless `init` has one
   */
  async toResponse(init: ResponseInit = {}): Promise<Response> {
    const { body, type } = await this.#run()
    const response = new Response(body, init)
    if (!response.headers.has('content-type')) response.headers.set('content-type', type)
    return response
  }

  /** Describes the input, whatever the chain's calls. */
  async metadata(): Promise<Metadata> {
    const { input, context } = this.#given
    return metadataOf(await probe(input, context))
  }
}

function metadataOf({ format, size, width, height, orientation, alpha, frames }: Description): Metadata {
  const isTurned = orientation >= 5
  return {
    format,
    ...(size !== undefined && { size }),
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    autoOrient: { width, height },
    orientation,
    hasAlpha: alpha,
    ...(frames !== null && { pages: frames }),
  }
}

for (const [name, advice] of Object.entries(MISSING_METHODS))
  Object.defineProperty(Sharp.prototype, name, {
    value: () => refuse(`${name}() is not supported: ${advice}`),
  })
