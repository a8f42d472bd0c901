import { BINDING } from '../../src/edge/cache/r2-store.ts'
import { refuse } from '../command.ts'
import { isLocal } from '../target.ts'
import type { S3Place } from './s3-bucket.ts'

type Env = Readonly<Record<string, string | undefined>>
type Tables = Readonly<Record<string, unknown>>

/** Returns `true` if a text has the form of Cloudflare's ids for accounts and zones. */
export const isCloudflareId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)

interface BucketRow {
  readonly bucket_name: string
  readonly jurisdiction?: string
}

function fieldOf(value: object, name: string): string | undefined {
  const found: unknown = Object.entries(value).find(([field]) => field === name)?.[1]
  return typeof found === 'string' && found !== '' ? found : undefined
}

/**
 * Returns the derivatives bucket's declaration in the configuration, or `undefined` if there is
 * none.
 * @param shown configuration file name for messages
 */
export function declaredBucket({ r2_buckets: buckets }: Tables, shown: string): BucketRow | undefined {
  const rows: readonly object[] = Array.isArray(buckets) ? buckets.map(Object) : []
  const row = rows.find((each) => fieldOf(each, 'binding') === BINDING)
  if (!row) return undefined
  const bucket_name = fieldOf(row, 'bucket_name')
  if (bucket_name === undefined)
    return refuse(`${shown}: the bucket with the binding ${BINDING} has no bucket_name`)
  const jurisdiction = fieldOf(row, 'jurisdiction')
  return { bucket_name, ...(jurisdiction !== undefined && { jurisdiction }) }
}

/** Address of R2's S3 API. */
interface Endpoint {
  readonly url: string
  /** Variable or field that chose the address. */
  readonly by: string
}

function endpointOf(env: Env, tables: Tables, jurisdiction: string | undefined): Endpoint {
  const given = env['R2_ENDPOINT']
  if (given) {
    const url = URL.parse(given)
    if (url?.protocol !== 'https:' && !isLocal(given)) refuse('R2_ENDPOINT must be an https URL')
    return { url: given.replace(/\/+$/, ''), by: 'R2_ENDPOINT' }
  }
  const account = env['CLOUDFLARE_ACCOUNT_ID'] || fieldOf(tables, 'account_id')
  if (account === undefined || !isCloudflareId(account))
    return refuse('set CLOUDFLARE_ACCOUNT_ID to the id of your account, which `npx wrangler whoami` prints')
  const url = `https://${[account, jurisdiction].filter(Boolean).join('.')}.r2.cloudflarestorage.com`
  return { url, by: env['CLOUDFLARE_ACCOUNT_ID'] ? 'CLOUDFLARE_ACCOUNT_ID' : 'account_id' }
}

/** Address of the deployed bucket, with its name in messages. */
export interface DeployedPlace extends Pick<S3Place, 'url' | 'key'> {
  /** Host, and the variable that chose it. A variable can lead to the bucket of another account. */
  readonly shown: string
}

/**
 * Returns the deployed bucket's S3 address and its access key.
 * @param env `R2_ACCESS_KEY_ID`, `R2_SECRET_ACCESS_KEY`, and `CLOUDFLARE_ACCOUNT_ID` or
 *   `R2_ENDPOINT`
 * @throws Failure bad-parameter: the message names the missing variable
 */
export function deployedPlace(
  { bucket_name, jurisdiction }: BucketRow,
  env: Env,
  tables: Tables,
): DeployedPlace {
  const accessKeyId = env['R2_ACCESS_KEY_ID']?.trim()
  const secretAccessKey = env['R2_SECRET_ACCESS_KEY']?.trim()
  if (!accessKeyId || !secretAccessKey)
    return refuse(
      'set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY to a token that may read and write the bucket (dashboard: R2 → Manage API tokens)',
    )
  const { url, by } = endpointOf(env, tables, jurisdiction)
  return {
    url: `${url}/${bucket_name}/`,
    key: { accessKeyId, secretAccessKey, region: 'auto' },
    shown: `${new URL(url).host} (${by})`,
  }
}
