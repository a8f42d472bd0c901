import { connection } from 'next/server'
import { Suspense } from 'react'
import { GrantedImage } from './next-loader'
import { SignedImage, signer } from './next-server'

const WIDTHS = [320, 640, 960, 1280]

/** `expire` reads the clock, which a prerendered component must not. */
async function ExpiringImage() {
  await connection()
  const grant = signer.grant('/samples/bubble.png', { format: 'auto' }, { widths: WIDTHS, expire: '10m' })
  return <GrantedImage grant={grant} width={400} height={300} alt="Soap bubbles" />
}

export default function Home() {
  const grant = signer.grant('/samples/landscape.jpg', { format: 'auto' }, { widths: WIDTHS })
  return (
    <main>
      <h1>Signet in Next</h1>
      <h2>A grant in a client component</h2>
      <GrantedImage grant={grant} width={600} height={400} sizes="600px" alt="A lake between mountains" />
      <h2>Signed in a server component</h2>
      <SignedImage src="/samples/portrait.jpg" width={300} height={400} alt="A lighthouse at dusk" />
      <h2>A grant that expires</h2>
      <Suspense fallback={<p>…</p>}>
        <ExpiringImage />
      </Suspense>
    </main>
  )
}
