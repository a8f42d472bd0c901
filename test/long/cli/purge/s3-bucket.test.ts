import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fetch } from '../../../../cli/doctor/visit.ts'
import type { PurgeBucket } from '../../../../cli/purge/purge-bucket.ts'
import { type S3Place, s3Bucket } from '../../../../cli/purge/s3-bucket.ts'
import { type Store, startStore } from '../../../support/worker/store.ts'

let store: Store
let key: S3Place['key']

beforeAll(async () => {
  store = await startStore()
  const [accessKeyId = '', secretAccessKey = ''] = store.credentials.split(':')
  key = { accessKeyId, secretAccessKey, region: 'auto' }
})
afterAll(() => store.close())

const bucketWith = (given: Partial<S3Place> = {}) =>
  s3Bucket({ url: store.url, key, fetch, sleep: async () => undefined, ...given })

async function keysOf(bucket: PurgeBucket, prefix = '', limit = 1000): Promise<string[]> {
  const keys: string[] = []
  let cursor: string | undefined
  do {
    const page = await bucket.list({ prefix, limit, ...(cursor !== undefined && { cursor }) })
    keys.push(...page.objects.map((object) => object.key))
    cursor = page.cursor
  } while (cursor !== undefined)
  return keys
}

/** Keys that are written differently in a URL, in XML and in a signature. */
const KEYS = [
  '.purged/zone/a%20b',
  '.purged/zone/%C3%A9',
  "a b/!'()*~+&<>;,=@:$.jpg",
  'a//b',
  '//a.example/b',
  'https://a.example/b',
  '日本/😀.png',
  'a"b',
]

describe('the S3 API of R2', () => {
  it.each(KEYS)('writes, reads, lists and deletes %s', async (name) => {
    const bucket = bucketWith()
    expect(await bucket.head(name)).toBeNull()
    await bucket.put(name, '')
    expect((await store.bucket.head(name))?.size).toBe(0)
    expect(await bucket.head(name)).toEqual({ customMetadata: {} })
    expect(await keysOf(bucket, name)).toEqual([name])
    await bucket.delete([name, 'none'])
    expect(await store.bucket.head(name)).toBeNull()
  })

  it('returns metadata that a binding has written', async () => {
    const source = encodeURIComponent('r2:IMAGES/a é.jpg')
    await store.bucket.put('k', 'x', { customMetadata: { source, made: '1' } })
    expect(await bucketWith().head('k')).toEqual({ customMetadata: { source, made: '1' } })
    await store.bucket.delete('k')
  })

  it('lists page by page', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `page/${index}`)
    await Promise.all([...names, 'pages/1'].map((name) => store.bucket.put(name, 'x')))
    expect(await keysOf(bucketWith(), 'page/', 3)).toEqual(names)
    await bucketWith().delete(names)
    expect(await keysOf(bucketWith(), 'page')).toEqual(['pages/1'])
  })
})

/** Gives the answers in turn, then passes requests on to the store. */
function faulty(answers: readonly (() => Response)[]) {
  const seen: { method: string; headers: Headers; body: string }[] = []
  const given: Fetch = async (input, init) => {
    seen.push({
      method: init?.method ?? 'GET',
      headers: new Headers(init?.headers),
      body: String(init?.body ?? ''),
    })
    return answers[seen.length - 1]?.() ?? fetch(input, init)
  }
  return { seen, fetch: given }
}

const says =
  (status: number, body = '') =>
  () =>
    new Response(body, { status })
const fails = () => {
  throw new TypeError('fetch failed')
}
const error = (code: string, message = '') =>
  `<Error><Code>${code}</Code><Message>${message}</Message></Error>`

describe('temporary faults', () => {
  it.each([
    ['an error of the store', [says(500, error('InternalError')), says(503)]],
    ['a rate', [says(429, error('TooManyRequests'))]],
    ['a lost connection', [fails]],
  ])('are retried with a new signature: %s', async (_, answers) => {
    const { seen, fetch } = faulty(answers)
    await bucketWith({ fetch }).put('again', '')
    expect(seen.map(({ method }) => method)).toEqual([...answers.map(() => 'PUT'), 'PUT'])
    expect(await store.bucket.head('again')).not.toBeNull()
    await store.bucket.delete('again')
  })
})

describe('a refusal', () => {
  const put = (bucket: PurgeBucket) => bucket.put('a', '')
  const list = (bucket: PurgeBucket) => bucket.list({ prefix: '', limit: 1000 })

  it.each<[string, (bucket: PurgeBucket) => Promise<unknown>, Partial<S3Place>, string]>([
    [
      'another secret',
      list,
      { key: { accessKeyId: 'AKIDFORTESTS00000001', secretAccessKey: 'other', region: 'auto' } },
      'the bucket answers 403 SignatureDoesNotMatch: check R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY: the token needs Object Read & Write for this bucket',
    ],
    [
      'a token that may not write',
      put,
      { fetch: faulty([says(403, error('AccessDenied', 'key AKIDFORTESTS00000001'))]).fetch },
      'the bucket answers 403 AccessDenied: check',
    ],
    [
      'a clock that is wrong',
      put,
      { fetch: faulty([says(403, error('RequestTimeTooSkewed'))]).fetch },
      'the bucket answers 403 RequestTimeTooSkewed: the clock of this machine is wrong',
    ],
    [
      'a bucket that is not there',
      list,
      { fetch: faulty([says(404, error('NoSuchBucket'))]).fetch },
      'the bucket answers 404 NoSuchBucket: check the account, bucket_name and jurisdiction',
    ],
    [
      'no answer',
      list,
      { fetch: faulty(Array.from({ length: 9 }, () => fails)).fetch },
      'cannot be reached; run the command again',
    ],
    [
      'an error that lasts',
      list,
      { fetch: faulty(Array.from({ length: 9 }, () => says(503))).fetch },
      'the bucket answers 503: run the command again later',
    ],
    ['something else', list, { fetch: faulty([says(200, '<html>')]).fetch }, 'is not a list of objects'],
    ['a redirect', list, { fetch: faulty([says(302)]).fetch }, 'the bucket answers 302: check R2_ENDPOINT'],
    [
      'metadata that may not be read',
      (bucket) => bucket.head('a'),
      { fetch: faulty([says(403)]).fetch },
      'the bucket answers 403: check R2_ACCESS_KEY_ID',
    ],
    [
      'objects that were not deleted',
      (bucket) => bucket.delete(['a', 'b']),
      { fetch: faulty([says(200, `<DeleteResult>${error('AccessDenied')}</DeleteResult>`)]).fetch },
      'the bucket did not delete 1 of 2 objects (AccessDenied)',
    ],
  ])('%s is reported without the key', async (_, run, given, sentence) => {
    const message = await run(bucketWith(given)).then(
      () => '',
      (failure: Error) => failure.message,
    )
    expect(message).toContain(sentence)
    expect(message).not.toContain('AKIDFORTESTS')
  })
})

it('a deletion is sent with the checksums that S3 requires', async () => {
  const { seen, fetch } = faulty([])
  await bucketWith({ fetch }).delete(['a<b'])
  expect(seen[0]).toMatchObject({ method: 'POST', body: expect.stringContaining('<Key>a&lt;b</Key>') })
  expect(seen[0]?.headers.get('content-md5')).toMatch(/^[A-Za-z0-9+/]{22}==$/)
  expect(seen[0]?.headers.get('x-amz-content-sha256')).toMatch(/^[0-9a-f]{64}$/)
  expect(seen[0]?.headers.get('authorization')).toContain('content-md5;host;x-amz-content-sha256;x-amz-date')
})
