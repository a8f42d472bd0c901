import { Failure } from '../../errors.ts'
import { releaseBuffer } from '../bytes/release.ts'
import type { Encoder, EncodeSettings } from '../formats/codec.ts'
import type { FileLimit } from '../formats/file-limit.ts'
import { isComparable } from '../formats/similarity.ts'
import type { Picture } from '../picture/picture.ts'
import type { Kernel } from '../wasm/kernel.ts'
import { measureDetail } from './detail.ts'
import { areComparable, encodeSimilar, type SimilarFile } from './encode-similar.ts'
import { encodeWithin, type NothingFits } from './encode-within.ts'
import type { SearchRun } from './kept-file.ts'
import { MAX_TRIES } from './quality-search.ts'
import { expectedSimilarity, SIMILARITY_CURVES } from './similarity-curve.ts'
import { expectedLength, type LossyFormat, sizeCurve } from './size-curve.ts'
import type { Try } from './size-search.ts'

/** Encoded file. */
export interface Encoded {
  readonly file: Uint8Array<ArrayBuffer>
  /** Quality that a search has chosen, and the number of encodes that it took. */
  readonly search?: { readonly quality: number; readonly tries: number }
}

/** Encoder for a lossy format with its settings. */
export interface LossyEncoder {
  readonly format: LossyFormat
  readonly encoder: Encoder
  /** Settings for the highest quality that is tried. */
  readonly settings: EncodeSettings
}

/** A file's goals, and its memory limit. */
export interface SearchGoals {
  /** Maximum length in bytes that the request allows. */
  readonly maxBytes: number
  /** Minimum mean SSIM. */
  readonly similarity: number | undefined
  /** Maximum length for which memory is planned. */
  readonly planned: FileLimit
  /**
   * `true` to end when the first file is too long, because the original is served in this case.
   */
  readonly once: boolean
}

/** Quality that is reported for a file without loss. */
const LOSSLESS_QUALITY = 100

/**
 * Encodes a picture at the highest quality whose file is within the limits, or at the lowest
 * quality that reaches a similarity. The lower of both qualities is used.
 * @throws Failure over-budget: no file is within the memory that is planned
 */
export async function encodeSearched(
  { format, encoder, settings }: LossyEncoder,
  picture: Picture,
  kernel: Kernel,
  { maxBytes, similarity, planned, once }: SearchGoals,
  run: SearchRun,
): Promise<Encoded | NothingFits> {
  // The attempts may overwrite the picture.
  const detail = measureDetail(picture, kernel)
  const attempts = encoder.attempts?.(picture, settings, kernel)
  if (!attempts) throw new Failure('internal', undefined, `${format} has no qualities`)
  const limit = Math.min(maxBytes, planned.bytes)
  const upper = settings.quality
  let similar: SimilarFile | undefined
  if (similarity !== undefined && isComparable(format) && areComparable(attempts)) {
    const offset = expectedSimilarity(format, detail)
    const search = { similarity, upper, curve: SIMILARITY_CURVES[format], offset }
    similar = await encodeSimilar(attempts, search, planned.bytes, run)
    const { best, tries } = similar
    if (best && best.file.length <= limit) return encodedOf({ ...best, tries: tries.length })
    if (best) releaseBuffer(best.file)
  }
  const known = similar ? tooLong(similar, limit) : []
  const search = {
    limit,
    upper,
    // With one try, only the file at the highest quality decides if the original is served.
    maxTries: once ? 1 : Math.max(known.length, 1) + MAX_TRIES - 1,
    curve: sizeCurve(format, detail),
    offset: expectedLength(format, picture, detail),
  }
  const found = await encodeWithin(attempts, search, run, known)
  const tries = found.tries + (similar?.tries.length ?? 0)
  const shorter = found.file?.length ?? limit + 1
  const lossless = Object.hasOwn(attempts, 'lossless') ? attempts.lossless?.(shorter) : undefined
  if (lossless) {
    if (found.file) releaseBuffer(found.file)
    return encodedOf({ file: lossless, quality: LOSSLESS_QUALITY, tries })
  }
  if (found.file) return encodedOf({ ...found, tries })
  if (!once && found.least <= maxBytes) planned.check(found.least)
  return found
}

const encodedOf = ({
  file,
  ...search
}: {
  file: Encoded['file']
  quality: number
  tries: number
}): Encoded => ({
  file,
  search,
})

/** Returns the tries whose files are too long. The best one is among them. */
const tooLong = ({ tries }: SimilarFile, limit: number): readonly Try[] =>
  tries.filter(({ length }) => length > limit)
