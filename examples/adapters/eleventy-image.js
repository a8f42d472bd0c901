import Image from '@11ty/eleventy-img'
import { createSyncSigner } from '@owner/signet/sync'

const signer = createSyncSigner({ key: process.env.SIGNING_KEYS, baseUrl: 'https://img.example.com' })

/**
 * Shortcode `{% photo '/cats/tom.jpg', 1200, 800, 'A cat' %}`. Add it with
 * `eleventyConfig.addShortcode('photo', photo)`.
 */
export async function photo(path, width, height, alt) {
  const stats = await Image(path, {
    statsOnly: true,
    useCache: false,
    imageMetadataOverride: { width, height },
    widths: [320, 640, 1280],
    formats: ['avif', 'webp', 'jpeg'],
    urlFormat: ({ src, width, format }) => signer.sign(src, { width, format }),
  })
  return Image.generateHTML(stats, { alt, sizes: '50vw' })
}
