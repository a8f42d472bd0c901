import { Failure } from '../../errors.ts'
import { isOptionName, keepsPixels, type OptionName } from '../url/options.ts'
import { formatOptions, parseOptions } from '../url/parameters.ts'

/**
 * Partial translation of another service's URL. It has Signet's parameters as text, and pending
 * values. Pending values become parameters only when all parts are known, because they depend on
 * other parts.
 */
export type Draft = { readonly [Name in Exclude<OptionName, `ol-${string}`> | Pending]?: string }

type Pending =
  /** Crop in pixels of the original: `W,H` or `W,H,X,Y`. */
  | 'area'
  /** `crop` value for a crop to the output's aspect ratio: `smart` or `fp,X,Y`. */
  | 'focus'
  /**
   * The output's aspect ratio `W:H`. If only one of `width` and `height` is given, the other is
   * computed from it.
   */
  | 'ratio'
  /** `1`: the picture is placed on a canvas with the full requested width and height. */
  | 'canvas'
  /** Focus point as shares of width and height, and zoom factor. */
  | 'focusX'
  | 'focusY'
  | 'zoom'
  /** `1`: browsers save the image instead of showing it. */
  | 'attachment'

/** Translation of another service's URL to an image path and Signet's parameters. */
export interface Translation {
  /** Path of the image below its zone, decoded. */
  readonly path: string
  /**
   * Valid parameters in canonical order. At least one of them processes the image, so no translated
   * URL asks for the original.
   */
  readonly parameters: ReadonlyMap<string, string>
  /** Sentences about the parts of the URL that have no counterpart in Signet. */
  readonly problems: readonly string[]
}

function isPositive(length: string | undefined): boolean {
  return length !== undefined && Number(length) !== 0
}

function withRatio(draft: Draft, problems: string[]): Draft {
  const { ratio, ...rest } = draft
  if (ratio === undefined) return rest
  const [across = 0, down = 0] = ratio.split(':').map(Number)
  const [width, height] = [Number(rest.width ?? 0), Number(rest.height ?? 0)]
  if (!(across > 0 && down > 0) || width > 0 === height > 0 || rest.fit !== 'cover') {
    problems.push(`the aspect ratio ${ratio} needs a crop to either a width or a height`)
    return rest
  }
  if (width > 0) return { ...rest, height: String(Math.max(1, Math.round((width * down) / across))) }
  return { ...rest, width: String(Math.max(1, Math.round((height * across) / down))) }
}

/**
 * Removes options that have no effect: a `fit` without width and height, and a position if nothing
 * is cut.
 */
function arrangeSize(draft: Draft, problems: string[]): Draft {
  const { width, height, fit, enlarge, dpr, position, area, focus, ...rest } = draft
  const [across, down] = [isPositive(width), isPositive(height)]
  if (area !== undefined && focus !== undefined && across && down && fit === 'cover')
    problems.push('a crop in source pixels cannot be joined with a smart crop or a focus point')
  const crop = area === undefined ? {} : { crop: area }
  if (!across && !down) return { ...rest, ...crop }
  const sized: Draft = {
    ...(across && width !== undefined && { width }),
    ...(down && height !== undefined && { height }),
    ...(enlarge === '0' && { enlarge }),
    ...(dpr !== undefined && Number(dpr) !== 1 && { dpr }),
  }
  if (!across || !down) {
    if (fit === 'fill') problems.push('a distorted size needs width and height')
    return { ...rest, ...crop, ...sized }
  }
  const focused = fit === 'cover' && area === undefined && focus !== undefined
  const placed = !focused && (fit === 'cover' || fit === 'contain') && position !== 'center'
  return {
    ...rest,
    ...(focused ? { crop: focus } : crop),
    ...sized,
    ...(fit !== undefined && fit !== 'cover' && { fit }),
    ...(placed && position !== undefined && { position }),
  }
}

function accepted(draft: Draft, problems: string[]): ReadonlyMap<string, string> {
  const valid = new Map<string, string>()
  for (const [name, text] of Object.entries(draft)) {
    try {
      parseOptions(new Map([[name, text]]))
      valid.set(name, text)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(error.message)
    }
  }
  return formatOptions(parseOptions(valid))
}

/**
 * Removes a maximum length from a PNG, which other services ignore and Signet refuses. Without a
 * format, the image keeps that of its source.
 */
function withoutIdleLimit(draft: Draft, path: string): Draft {
  const { format, max_bytes: _maxBytes, ...rest } = draft
  if (format === undefined) return /\.png$/i.test(path) ? rest : draft
  return format === 'png' ? { ...rest, format } : draft
}

/**
 * Returns Signet's parameters for a draft that contains all parts of a URL. Options that need both
 * width and height are left out if one is missing.
 *
 * @param draft draft without pending values except `area`, `focus` and `ratio`
 * @param path image path
 * @example arrange({ width: '300', height: '0', fit: 'inside', enlarge: '0' }, '/a.jpg').parameters
 *   // width=300, enlarge=0
 */
export function arrange(draft: Draft, path: string): Omit<Translation, 'path'> {
  const problems: string[] = []
  const sized = arrangeSize(withRatio(draft, problems), problems)
  const parameters = accepted(withoutIdleLimit(sized, path), problems)
  const processes = [...parameters.keys()].some((name) => isOptionName(name) && !keepsPixels(name))
  if (processes) return { parameters, problems }
  return { parameters: formatOptions(parseOptions(new Map([['output', 'image'], ...parameters]))), problems }
}
