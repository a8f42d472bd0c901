import { Failure } from '../../errors.ts'
import type { Grant } from './grant.ts'

/** What an `<img>` has besides its sources. */
export interface ImgSettings {
  /** How wide the image is shown, as in HTML: `(min-width: 800px) 50vw, 100vw`. Goes with `widths`. */
  readonly sizes?: string | undefined
  /** Attribute `width`, in CSS pixels. With `height` it reserves the room. Default: the option `width`. */
  readonly width?: number | undefined
  /** Attribute `height`, in CSS pixels. Default: the option `height`. */
  readonly height?: number | undefined
  /** Shown until the image has loaded: a `data:image/` URI, such as one that `thumbHashDataUri` makes. */
  readonly placeholder?: string | undefined
}

/** Attributes of an `<img>`, named as in HTML; those without a value are absent. */
export interface ImgAttrs {
  readonly src: string
  readonly srcset: string
  readonly sizes?: string
  readonly width?: number
  readonly height?: number
  /** The placeholder as the background. */
  readonly style?: string
}

/** Attributes of a `<source>` in a `<picture>`. */
export interface PictureSource {
  readonly type: string
  readonly srcset: string
  readonly sizes?: string
}

/** What a `<picture>` contains, best format first. */
export interface Picture {
  readonly sources: readonly PictureSource[]
  readonly img: ImgAttrs
}

/** Of base64 and percent-encoding, so that it can neither end the CSS value nor an HTML attribute. */
const DATA_URI = /^data:image\/[\w+.-]+(?:;[\w=-]+)*,[\w+/=%.~!*:@$,;-]*$/

function background(placeholder: string): string {
  if (!DATA_URI.test(placeholder))
    throw new Failure(
      'bad-parameter',
      'placeholder must be a data:image/ URI in base64 or percent-encoding; make one of a ThumbHash with thumbHashDataUri',
    )
  return `background:url(${placeholder}) center/cover no-repeat`
}

/** The names of `ImgSettings`. */
export const IMG_SETTINGS: readonly string[] = ['sizes', 'width', 'height', 'placeholder']

/**
 * @param formats of the sources, best first
 * @param grants that of the `<img>`, then one for each of `formats`
 * @throws Failure bad-parameter: a placeholder that is no data URI
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
