import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import { encodeKey, type SigningKey } from '../../src/edge/source/sigv4.ts'
import { refuse } from '../command.ts'
import type { Fetch } from '../doctor/visit.ts'
import { fetchWithRetry, type Sleep } from '../fetch-with-retry.ts'
import type { PurgeBucket } from './purge-bucket.ts'
import { formatDeletion, parseErrorCodes, parsePage } from './s3-xml.ts'

/** Timeout of a single request in milliseconds. */
const TIMEOUT = 30_000

const PATIENCE = {
  statuses: [429, 500, 502, 503, 504],
  reconnects: true,
  tries: 6,
  longest: 60,
} as const

const META = 'x-amz-meta-'

/**
 * Address of a bucket with the S3 API, its access key, and the functions that send requests and
 * wait.
 */
export interface S3Place {
  /** Address of the bucket with a trailing slash. */
  readonly url: string
  readonly key: SigningKey
  readonly fetch: Fetch
  readonly sleep: Sleep
}

interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST'
  /** The object's encoded path. It is absent for requests about the bucket itself. */
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Returns advice for a request that the bucket has refused. */
function adviceFor(status: number, code: string | undefined): string {
  if (code === 'RequestTimeTooSkewed') return 'the clock of this machine is wrong'
  if (status === 401 || status === 403)
    return 'check R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY: the token needs Object Read & Write for this bucket'
  if (status === 404) return 'check the account, bucket_name and jurisdiction'
  return PATIENCE.statuses.some((passing) => passing === status)
    ? 'run the command again later'
    : 'check R2_ENDPOINT'
}

/**
 * Returns a bucket that is accessed through R2's S3 API with signed requests. Its methods throw a
 * Failure bad-parameter that says what to do and contains neither key nor signature.
 */
export function s3Bucket({ url: base, key, fetch, sleep }: S3Place): PurgeBucket {
  async function send({ method, path = '', query = {}, body = '' }: S3Request): Promise<Response> {
    const url = new URL(base + path)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const hash = (algorithm: string) => createHash(algorithm).update(body)
    const digests = {
      'x-amz-content-sha256': hash('sha256').digest('hex'),
      // S3 requires a checksum for a request that deletes objects. MD5 is used because some stores
      // do not support newer checksums.
      ...(method === 'POST' && { 'content-md5': hash('md5').digest('base64') }),
    }
    const sendOnce = async () => {
      const signer = new AwsV4Signer({ ...key, method, url: url.href, headers: digests, body, service: 's3' })
      const { headers } = await signer.sign()
      const signal = AbortSignal.timeout(TIMEOUT)
      const sent = method === 'PUT' || method === 'POST' ? { body } : {}
      return fetch(url, { method, headers, redirect: 'manual', signal, ...sent })
    }
    try {
      return await fetchWithRetry(sendOnce, { ...PATIENCE, sleep })
    } catch {
      return refuse(`${url.origin} cannot be reached; run the command again: it goes on with what is left`)
    }
  }

  async function refuseAnswer(response: Response): Promise<never> {
    const { status } = response
    const [code] = parseErrorCodes(await response.text())
    const said = code === undefined ? status : `${status} ${code}`
    return refuse(`the bucket answers ${said}: ${adviceFor(status, code)}`)
  }

  async function request(asked: S3Request): Promise<Response> {
    const response = await send(asked)
    return response.ok ? response : refuseAnswer(response)
  }

  const pathOf = (objectKey: string) => objectKey.split('/').map(encodeKey).join('/')

  return {
    async list({ prefix, limit, cursor }) {
      const query = {
        'list-type': '2',
        'max-keys': String(limit),
        prefix,
        ...(cursor !== undefined && { 'continuation-token': cursor }),
      }
      return parsePage(await (await request({ method: 'GET', query })).text())
    },
    async head(objectKey) {
      const response = await send({ method: 'HEAD', path: pathOf(objectKey) })
      if (response.status === 404) return null
      if (!response.ok) return refuseAnswer(response)
      const meta = [...response.headers].filter(([name]) => name.startsWith(META))
      return {
        customMetadata: Object.fromEntries(meta.map(([name, value]) => [name.slice(META.length), value])),
      }
    },
    async put(objectKey, body) {
      await (await request({ method: 'PUT', path: pathOf(objectKey), body })).body?.cancel()
    },
    async delete(keys) {
      const response = await request({ method: 'POST', query: { delete: '' }, body: formatDeletion(keys) })
      const codes = parseErrorCodes(await response.text())
      if (codes.length > 0)
        refuse(
          `the bucket did not delete ${codes.length} of ${keys.length} objects (${codes[0]}); run it again`,
        )
    },
  }
}
