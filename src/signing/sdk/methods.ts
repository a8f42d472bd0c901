import type { Access } from './access.ts'
import type { ImgAttrs, ImgSettings, Picture, PictureSettings } from './attributes.ts'
import type { Candidates } from './candidates.ts'
import type { Grant } from './grant.ts'
import type { ImageOptions, SizedOptions } from './image-options.ts'

export interface SignerSettings {
  /**
   * The server's `SIGNING_KEYS`: `id:base64url`, or the whole list, whose first key signs.
   * `undefined` is refused.
   */
  readonly key: string | undefined
  /**
   * Origin of the server: `https://img.example.com`, without a path. `http` is allowed for
   * localhost only.
   */
  readonly baseUrl: string
}

/**
 * Creates signed URLs synchronously. Each method throws the errors with which the same method of
 * `Signer` rejects.
 */
export interface SyncSigner {
  /**
   * Signs one image's URL.
   *
   * @param path decoded path that starts with a slash, such as `/samples/été photo.jpg`; characters
   *   that a URL cannot contain are percent-encoded
   * @param options at least one option; `{ original: true }` delivers the original, byte for byte
   * @returns a URL that the server never answers with 414; it answers 400 only if a preset of the
   *   zone forbids an option
   * @throws Failure bad-url (the path), bad-parameter (names the option), url-too-long
   * @example signer.sign('/cats/tom.jpg', { width: 400, format: 'webp' }, { expire: '24h' })
   */
  sign(path: string, options: ImageOptions, access?: Access): string

  /**
   * Signs once for all candidates in a `srcset` attribute. Escape the result's `&` in HTML text.
   *
   * With `widths`, the option `width` defaults to the largest of them. The signed `width` limits
   * the image if a client removes `w` from the URL. A `height` needs a `width` and is scaled with
   * `w`. With `dprs`, `width` and `height` are the size at ratio 1.
   *
   * @returns `URL 320w, URL 640w` or `URL 1x, URL 2x`
   * @throws Failure like `sign`
   * @example signer.srcset('/cats/tom.jpg', { format: 'auto' }, { widths: [320, 640, 1280] })
   * @example signer.srcset('/logo.png', { width: 120 }, { dprs: [1, 2, 3] })
   */
  srcset(path: string, options: SizedOptions, candidates: Candidates): string

  /**
   * Signs once, like `srcset`, and returns a plain object for code without a key. Send it to the
   * browser, which picks a granted size with `imageFromGrant`.
   *
   * @throws Failure like `sign`
   * @example
   * const candidates = { widths: widths({ max: 1920 }), expire: '1h' }
   * signer.grant('/cats/tom.jpg', { format: 'auto' }, candidates)
   */
  grant(path: string, options: SizedOptions, candidates: Candidates): Grant

  /**
   * Returns the attributes of an `<img>`.
   *
   * @throws Failure like `sign`; bad-parameter: the placeholder is not a data URI
   * @example
   * const settings = { widths: [320, 640], sizes: '50vw' }
   * signer.imgAttrs('/cats/tom.jpg', { format: 'auto' }, settings)
   */
  imgAttrs(path: string, options: SizedOptions, settings: Candidates & ImgSettings): ImgAttrs

  /**
   * Returns the elements for a `<picture>`: a JPEG XL, an AVIF and a WebP source, and an `<img>` in
   * the format that `options` name, by default the original's. Use it for pages that a cache stores
   * once for all browsers. On other pages `format: 'auto'` needs less HTML. `formats` leaves
   * sources out. With `animate` there is only the WebP source, because the others would not be
   * animated. With `hdr` there are no sources, because only JPEG has gain maps.
   *
   * @throws Failure like `imgAttrs`
   * @example
   * const settings = { widths: [320, 640], sizes: '50vw' }
   * signer.picture('/cats/tom.jpg', { format: 'jpeg' }, settings)
   */
  picture(path: string, options: SizedOptions, settings: Candidates & PictureSettings): Picture
}

/**
 * Creates signed URLs with WebCrypto. It has the methods of `SyncSigner`, and each returns a
 * promise.
 */
export type Signer = {
  readonly [Name in keyof SyncSigner]: (
    ...args: Parameters<SyncSigner[Name]>
  ) => Promise<ReturnType<SyncSigner[Name]>>
}
