import { misconfigured } from '../../errors.ts'
import type { Access, Refusal } from './access.ts'
import { accessPrefix, type Credentials } from './credentials.ts'
import { addressOf, httpSource, parseBase } from './http.ts'
import type { Bindings, SourceKind } from './kind.ts'
import { secretOf } from './secret.ts'
import { encodeKey, type SigningKey, signatureHeaders } from './sigv4.ts'

const bucketUrl = (source: string) => source.slice('s3:'.length)

/**
 * Source kind for the objects of a bucket with the S3 API. The URL may be in path style, or the
 * bucket may have its own host name.
 */
export const s3: SourceKind = {
  forms: ['s3:https://host/bucket/'],
  about: 'objects of any store with the S3 API, with a signed request (AWS Signature Version 4)',
  pattern: /^s3:https?:\/\/.+\/$/,
  ignoresCase: false,
  urlOf: bucketUrl,
  assertCredentials: signingKey,
  open({ source, credentials }, env, rules) {
    const base = parseBase(bucketUrl(source))
    const access = s3Access(credentials, env)
    const nameOf = (path: string) => `${accessPrefix(credentials)}s3:${addressOf(base, path, access).href}`
    return { nameOf, origin: base.host, open: httpSource(base, rules, { access }) }
  },
}

/**
 * Returns the access that signs every request and reads the error responses of the store.
 * @throws Failure misconfigured: no credentials, no region, or a secret in another form
 */
export function s3Access(credentials: Credentials | undefined, env: Bindings): Access {
  const key = signingKey(credentials, env)
  return {
    encode: encodeKey,
    headersFor: (url) => signatureHeaders(url, key),
    followsRedirects: false,
    refusalOf,
  }
}

function signingKey(credentials: Credentials | undefined, env: Bindings): SigningKey {
  if (!credentials) misconfigured('is not set: an s3 source needs secret and region')
  const { secret: name, region, header, scheme } = credentials
  if (header !== undefined || scheme !== undefined) misconfigured('header and scheme are for https sources')
  if (region === undefined) misconfigured('region is not set')
  const [, accessKeyId, secretAccessKey] = /^([^: ]+):([^ ]+)$/.exec(secretOf(credentials, env)) ?? []
  if (accessKeyId === undefined || secretAccessKey === undefined)
    misconfigured(`${name} must have the form ACCESS_KEY_ID:SECRET_ACCESS_KEY`)
  return { accessKeyId, secretAccessKey, region }
}

/** Maximum bytes of an error response that are read. A store's error responses are small. */
const MAX_ERROR = 4096

const REDIRECTED = 'signed requests do not follow redirects: check host and region'

const ADVICE: ReadonlyMap<number, string> = new Map([
  [301, REDIRECTED],
  [302, REDIRECTED],
  [307, REDIRECTED],
  [308, REDIRECTED],
  [400, 'check host and region'],
  [401, 'check the credentials'],
  [
    403,
    'check the credentials and their permissions; without permission to list, a missing object has this status, too',
  ],
  [404, 'check the bucket'],
])

const meansNotFound = (status: number, code: string | undefined): boolean =>
  status === 404 ? code !== 'NoSuchBucket' : code === 'KeyTooLongError'

/**
 * Reads the error code in a store's error response. The message beside it is ignored, because it
 * may quote the request.
 */
async function refusalOf(response: Response): Promise<Refusal | undefined> {
  const { status } = response
  const advice = ADVICE.get(status)
  if (advice === undefined) return undefined
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(await startOf(response))?.[1]
  if (meansNotFound(status, code)) return { code: 'not-found' }
  const said = code === undefined ? status : `${status} ${code}`
  return { code: 'bad-origin', reason: `the store answers ${said}: ${advice}` }
}

async function startOf({ body }: Response): Promise<string> {
  let text = ''
  if (!body) return text
  const decoder = new TextDecoder()
  for await (const piece of body) {
    text += decoder.decode(piece.subarray(0, MAX_ERROR - text.length), { stream: true })
    if (text.length >= MAX_ERROR) break
  }
  return text
}
