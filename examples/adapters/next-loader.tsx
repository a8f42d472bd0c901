'use client'
import { type Grant, imageFromGrant } from '@owner/signet/grant'
import Image, { type ImageProps } from 'next/image'

/** `next/image` over a grant that a server component passes. */
export function GrantedImage({ grant, ...props }: Omit<ImageProps, 'src' | 'loader'> & { grant: Grant }) {
  return <Image {...props} src={grant.src} loader={({ width }) => imageFromGrant(grant, width)} />
}
