import type { Access } from './access.ts'
import type { ImgAttrs, ImgSettings, Picture } from './attributes.ts'
import type { Candidates } from './candidates.ts'
import type { Grant } from './grant.ts'
import type { ImageOptions, SizedOptions } from './image-options.ts'

export interface SignerSettings {
  /** The server's `SIGNING_KEYS`: `id:base64url`, or the whole list, of which the first signs. `undefined` is refused. */
  readonly key: string | undefined
  /** Origin of the server: `https://img.example.com`, without a path. `http` for localhost only. */
  readonly baseUrl: string
}

/** Makes signed URLs without waiting. Each method throws what the same one of `Signer` rejects with. */
export interface SyncSigner {
  /**
   * Signs the URL of one image.
   *
   * @param path decoded, from the root: `/samples/été photo.jpg`; what a URL cannot have is percent-encoded
   * @param options at least one; `{ original: true }` hands out the original, byte for byte
   * @returns a URL that the server never answers with 414, nor with 400 unless a preset of its zone forbids it
   * @throws Failure bad-url (the path), bad-parameter (names the option), url-too-long
   * @example signer.sign('/cats/tom.jpg', { width: 400, format: 'webp' }, { expire: '24h' })
   */
  sign(path: string, options: ImageOptions, access?: Access): string

  /**
   * Signs once for all candidates of a `srcset` attribute. In HTML text its `&` must be escaped.
   *
   * With `widths`, `width` defaults to the largest of them, so that the URL stays bounded without its `w`; a `height`
   * needs a `width` and is scaled with `w`. With `dprs` the size is that at ratio 1.
   *
   * @returns `URL 320w, URL 640w` or `URL 1x, URL 2x`
   * @throws Failure as `sign`
   * @example signer.srcset('/cats/tom.jpg', { format: 'auto' }, { widths: [320, 640, 1280] })
   * @example signer.srcset('/logo.png', { width: 120 }, { dprs: [1, 2, 3] })
   */
  srcset(path: string, options: SizedOptions, candidates: Candidates): string

  /**
   * Signs once, like `srcset`, and returns a plain object for code without a key: send it to the browser, which picks a
   * granted size with `imageFromGrant`.
   *
   * @throws Failure as `sign`
   * @example signer.grant('/cats/tom.jpg', { format: 'auto' }, { widths: widths({ max: 1920 }), expire: '1h' })
   */
  grant(path: string, options: SizedOptions, candidates: Candidates): Grant

  /**
   * The attributes of an `<img>`.
   *
   * @throws Failure as `sign`; bad-parameter: a placeholder that is no data URI
   * @example signer.imgAttrs('/cats/tom.jpg', { format: 'auto' }, { widths: [320, 640], sizes: '50vw' })
   */
  imgAttrs(path: string, options: SizedOptions, settings: Candidates & ImgSettings): ImgAttrs

  /**
   * What a `<picture>` contains: an AVIF and a WebP source, and an `<img>` in the format of `options`, by default that of
   * the original. For pages that a cache stores once for all browsers; elsewhere `format: 'auto'` takes less HTML. With
   * `animate` there is no AVIF source, which would not move, and with `hdr` none, since only JPEG has gain maps.
   *
   * @throws Failure as `imgAttrs`
   * @example signer.picture('/cats/tom.jpg', { format: 'jpeg' }, { widths: [320, 640], sizes: '50vw' })
   */
  picture(path: string, options: SizedOptions, settings: Candidates & ImgSettings): Picture
}

/** Makes signed URLs with WebCrypto: the methods of `SyncSigner`, each with a promise. */
export type Signer = {
  readonly [Name in keyof SyncSigner]: (
    ...args: Parameters<SyncSigner[Name]>
  ) => Promise<ReturnType<SyncSigner[Name]>>
}
