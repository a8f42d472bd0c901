import 'server-only'
import { createSyncSigner } from '@owner/signet/sync'
import { getImageProps, type ImageProps } from 'next/image'

export const signer = createSyncSigner({
  key: process.env.SIGNING_KEYS,
  baseUrl: process.env.SIGNET_URL ?? 'https://img.example.com',
})

/** An `<img>` of a server component; `src` is the path of an original. */
export function SignedImage({ alt, ...props }: Omit<ImageProps, 'src' | 'loader'> & { src: string }) {
  const loader = (of: { src: string; width: number; quality?: number }) =>
    signer.sign(of.src, { width: of.width, quality: of.quality, format: 'auto' })
  return <img {...getImageProps({ ...props, alt, loader }).props} alt={alt} />
}
