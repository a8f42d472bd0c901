import { MODERN_FORMATS, type ModernFormat } from '../../engine/options/modern-formats.ts'
import { Failure } from '../../errors.ts'
import type { Grant } from './grant.ts'

/** Settings for an `<img>`, besides the options for its image and its candidates. */
export interface ImgSettings {
  /** Displayed image width, as in HTML: `(min-width: 800px) 50vw, 100vw`. Use it with `widths`. */
  readonly sizes?: string | undefined
  /**
   * Attribute `width` in CSS pixels. Together with `height` it reserves space on the page. Default:
   * the option `width`.
   */
  readonly width?: number | undefined
  /** Attribute `height` in CSS pixels. Default: the option `height`. */
  readonly height?: number | undefined
  /**
   * Image that is shown until the real one has loaded: a `data:image/` URI, such as one from
   * `thumbHashDataUri`.
   */
  readonly placeholder?: string | undefined
}

/** Format of a `<source>`. Browsers that do not show it take the next one. */
export type SourceFormat = ModernFormat

/** Settings for a `<picture>`. */
export interface PictureSettings extends ImgSettings {
  /**
   * Formats for the `<source>` elements, in any order. Default: all. Leave out those that your
   * Worker's build does not write.
   */
  readonly formats?: readonly SourceFormat[] | undefined
}

/** Attributes of an `<img>`, named as in HTML. Attributes without a value are absent. */
export interface ImgAttrs {
  readonly src: string
  readonly srcset: string
  readonly sizes?: string
  readonly width?: number
  readonly height?: number
  /** CSS that shows the placeholder as the background. */
  readonly style?: string
}

/** Attributes of a `<source>` in a `<picture>`. */
export interface PictureSource {
  readonly type: string
  readonly srcset: string
  readonly sizes?: string
}

/** Elements of a `<picture>`, best format first. */
export interface Picture {
  readonly sources: readonly PictureSource[]
  readonly img: ImgAttrs
}

/**
 * Pattern of a `data:image/` URI in base64 or percent-encoding. It allows no characters that could
 * end the CSS value or an HTML attribute.
 */
const DATA_URI = /^data:image\/[\w+.-]+(?:;[\w=-]+)*,[\w+/=%.~!*:@$,;-]*$/

function background(placeholder: string): string {
  if (!DATA_URI.test(placeholder))
    throw new Failure(
      'bad-parameter',
      'placeholder must be a data:image/ URI in base64 or percent-encoding; make one of a ThumbHash with thumbHashDataUri',
    )
  return `background:url(${placeholder}) center/cover no-repeat`
}

/** Field names in `ImgSettings`, which `claimsOf` must accept. */
export const IMG_SETTINGS: readonly string[] = ['sizes', 'width', 'height', 'placeholder']

/**
 * Returns the given formats, best first.
 * @throws Failure bad-parameter: one is not a source's format
 */
export function sourcesAmong(formats: readonly SourceFormat[] = MODERN_FORMATS): readonly SourceFormat[] {
  // The letters of a text are no formats.
  const unknown = [...formats].find((format) => !MODERN_FORMATS.includes(format))
  if (unknown !== undefined)
    throw new Failure('bad-parameter', `formats: ${unknown} is none of ${MODERN_FORMATS.join(', ')}`)
  return MODERN_FORMATS.filter((format) => formats.includes(format))
}

/**
 * Builds the elements of a `<picture>`.
 * @param formats formats of the `<source>` elements, best first
 * @param grants the `<img>`'s grant, followed by one for each entry in `formats`
 * @throws Failure bad-parameter: the placeholder is not a data URI
 */
export function picture(
  formats: readonly string[],
  grants: readonly Grant[],
  { sizes, width, height, placeholder }: ImgSettings,
): Picture {
  const shared = sizes === undefined ? {} : { sizes }
  const [{ src = '', srcset = '' } = {}, ...others] = grants
  return {
    sources: others.map(({ srcset }, index) => ({ type: `image/${formats[index]}`, srcset, ...shared })),
    img: {
      src,
      srcset,
      ...shared,
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      ...(placeholder !== undefined && { style: background(placeholder) }),
    },
  }
}
