import * as v from 'valibot'

/**
 * Matches names of headers that the Worker, its runtime or HTTP itself sets. Credentials must not
 * use them.
 */
const RESERVED_HEADER =
  /^(?:accept|accept-.*|cache-control|connection|content-.*|date|expect|host|if-.*|keep-alive|pragma|range|te|trailer|transfer-encoding|upgrade|user-agent|via|cf-.*|x-amz-.*)$/

/**
 * Error message for `credentials` that are not a table. It does not quote the given value, which
 * may be the secret itself.
 */
const TABLE = 'expected a table such as { secret = "SHOP_ORIGIN" }'

/**
 * A zone's `credentials` table: the way in which its source authenticates the Worker. The table
 * never contains the secret itself.
 */
export const CredentialsTable = v.strictObject(
  {
    secret: v.pipe(
      v.string(),
      v.regex(/^[A-Z][A-Z0-9_]*$/, 'expected the name of a secret in capitals, such as SHOP_ORIGIN'),
      v.description('name of a secret of the Worker, whose value is one line of ASCII'),
    ),
    scheme: v.optional(
      v.pipe(
        v.picklist(['basic', 'bearer'], 'expected basic or bearer'),
        v.description(
          'https: `basic` for a secret `user:password`, `bearer` for a token; by default the secret is the complete value of the header',
        ),
      ),
    ),
    header: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[a-z0-9-]+$/, 'expected the name of a header in lower case'),
        v.check((name) => !RESERVED_HEADER.test(name), 'expected a header that Signet does not set itself'),
        v.description('https: the header that carries the secret, by default `authorization`'),
      ),
    ),
    region: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[a-z0-9-]+$/, 'expected a region such as eu-central-1, or auto'),
        v.description('s3, required: the region of the bucket; `auto` for R2'),
      ),
    ),
  },
  TABLE,
)

export type Credentials = v.InferOutput<typeof CredentialsTable>

/** Header that carries the secret unless `header` names another one. */
export const DEFAULT_HEADER = 'authorization'

/**
 * Returns the prefix that credentials add to an image's name in cache keys. Credentials that lead
 * to different requests have different prefixes, so their images are never shared.
 * @example accessPrefix({ secret: 'SHOP', scheme: 'bearer' }) // 'SHOP;scheme=bearer@'
 */
export function accessPrefix(credentials: Credentials | undefined): string {
  if (!credentials) return ''
  const { secret, scheme, header, region } = credentials
  const fields = { scheme, header: header === DEFAULT_HEADER ? undefined : header, region }
  const given = Object.entries(fields).flatMap(([name, value]) => (value ? [`;${name}=${value}`] : []))
  return `${secret}${given.join('')}@`
}
