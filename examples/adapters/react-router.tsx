import { createSigner } from '@owner/signet'
import { useLoaderData } from 'react-router'

/** The bundle for browsers leaves out `loader`, and with it the signer and the key. */
export async function loader() {
  const signer = createSigner({ key: process.env.SIGNING_KEYS, baseUrl: 'https://img.example.com' })
  return signer.grant('/cats/tom.jpg', { format: 'auto' }, { widths: [320, 640, 1280], expire: '1h' })
}

export default function Photo() {
  const { src, srcset } = useLoaderData<typeof loader>()
  return <img src={src} srcSet={srcset} sizes="50vw" alt="A cat" />
}
