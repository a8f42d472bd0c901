import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { Bucket } from './worker.ts'

const ACCESS_KEY_ID = 'AKIDFORTESTS00000001'
const SECRET_ACCESS_KEY = 'secret/of+the=store'

/** A store on loopback that speaks the S3 API: the local R2, which checks signatures. */
export interface Store {
  /** Address of the bucket, in path style. */
  readonly url: string
  readonly bucket: Bucket
  /** Credentials in the form `ACCESS_KEY_ID:SECRET_ACCESS_KEY`. */
  readonly credentials: string
  close(): Promise<void>
}

export async function startStore(): Promise<Store> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: 'export default {}',
      compatibilityDate: '2026-11-01',
      r2Buckets: {
        BUCKET: {
          id: 'photos',
          s3Credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY },
        },
      },
      cf: false,
      telemetry: { enabled: false },
    }),
  )
  const base = await miniflare.ready
  return {
    url: new URL('/cdn-cgi/local/r2/s3/photos/', base).href.replace('localhost', '127.0.0.1'),
    bucket: await miniflare.getR2Bucket('BUCKET'),
    credentials: `${ACCESS_KEY_ID}:${SECRET_ACCESS_KEY}`,
    close: () => miniflare.dispose(),
  }
}
