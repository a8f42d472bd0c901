import { Failure } from '../../errors.ts'
import type { Encoder, EncodeSettings } from '../formats/codec.ts'
import type { FileLimit } from '../formats/file-limit.ts'
import type { Picture } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { encodeWithin, type SearchContext } from './encode-within.ts'
import { MAX_TRIES } from './quality-search.ts'
import { type LossyFormat, sizeCurve } from './size-curve.ts'

/** Encoded file. */
export interface Encoded {
  readonly file: Uint8Array<ArrayBuffer>
  /** Quality that a search has chosen, and the number of its encodes. */
  readonly search?: { readonly quality: number; readonly tries: number }
}

/** Encoder of a lossy format with its settings. */
export interface LossyEncoder {
  readonly format: LossyFormat
  readonly encoder: Encoder
  /** Settings of the highest quality that is tried. */
  readonly settings: EncodeSettings
}

/** Limits of the length of a file in bytes. */
export interface SearchLimits {
  /** Maximum length that the request allows. */
  readonly maxBytes: number
  /** Maximum length for which memory is planned. */
  readonly planned: FileLimit
  /** `true` to end after the first encode, because the original is served if that does not fit. */
  readonly once: boolean
}

/**
 * Share of the limit with which a search is content. A try of a JPEG takes about half an encode, so
 * that its search comes closer.
 */
const ENOUGH: Readonly<Record<LossyFormat, number>> = { jpeg: 0.93, webp: 0.9, avif: 0.9, jxl: 0.9 }

/**
 * Encodes a picture at the highest quality whose file is within the limits.
 * @param onTooLong is called with the length of the shortest file if none is within the limits
 * @throws Failure over-budget: no file is within the memory that is planned
 */
export async function encodeSearched(
  { format, encoder, settings }: LossyEncoder,
  picture: Picture,
  kernel: Kernel,
  { maxBytes, planned, once }: SearchLimits,
  context: SearchContext,
): Promise<Encoded | { readonly file: undefined; readonly least: number }> {
  const attempts = encoder.attempts?.(picture, settings, kernel)
  if (!attempts) throw new Failure('internal', undefined, `${format} has no qualities`)
  const search = {
    limit: Math.min(maxBytes, planned.bytes),
    upper: settings.quality,
    enough: ENOUGH[format],
    maxTries: once ? 1 : MAX_TRIES,
    curve: sizeCurve(format),
  }
  const found = await encodeWithin(attempts, search, context)
  if (found.file === undefined) {
    if (!once && found.least <= maxBytes) planned.check(found.least)
    return found
  }
  const { file, quality, tries } = found
  return { file, search: { quality, tries } }
}
