import { createSigner, type ImageOptions } from '@owner/signet'
import type { ExternalImageService } from 'astro'
import { baseService } from 'astro/assets'

const signer = createSigner({
  key: process.env.SIGNING_KEYS,
  baseUrl: process.env.SIGNET_URL ?? 'https://img.example.com',
})

/** Signs the URLs of `<Image>`, `<Picture>` and `getImage`; `src` is the path of an original. */
const service: ExternalImageService = {
  ...baseService,
  validateOptions: (options, ...rest) =>
    baseService.validateOptions?.({ ...options, format: options.format ?? 'auto' }, ...rest) ?? options,
  getURL({ src, width, height, quality, format }) {
    if (typeof src !== 'string')
      throw new Error(`${src.src} is a file of the site, not an original of Signet`)
    const options = { width, height, quality: quality && Number(quality), format }
    return signer.sign(src, options as ImageOptions)
  },
}
export default service
