import { describe, expect, test } from 'vitest'
import { ERRORS, Failure } from '../../../../src/errors.ts'
import { assertClaims } from '../../../../src/signing/auth/claims.ts'
import { importKey, signHmac } from '../../../../src/signing/auth/hmac.ts'
import type { Keyring } from '../../../../src/signing/auth/keyring.ts'
import { parseKeys } from '../../../../src/signing/auth/keys.ts'
import { verifyToken } from '../../../../src/signing/auth/verify-token.ts'
import { encodePath } from '../../../../src/signing/url/canonical.ts'
import { parseIntent } from '../../../../src/signing/url/intent.ts'
import { formatWire, parseWire } from '../../../../src/signing/url/wire.ts'
import vectors from '../../../vectors/hmac.json' with { type: 'json' }

interface Row {
  readonly url: string
  readonly now?: number
  readonly address?: string
}

const entries = Object.entries(vectors.keys).map(([id, key]) => `${id}:${key}`)
const hmac = await Promise.all(parseKeys(entries.join(',')).map(({ id, bytes }) => importKey(id, bytes)))
const keyring: Keyring = { hmac, keycdn: undefined }

/** Returns the status that a URL gets, as far as the URL itself determines it. */
async function statusOf({ url, now = vectors.now, address }: Row): Promise<number> {
  try {
    const wire = parseWire(url)
    assertClaims((await verifyToken(wire, ['hmac'], keyring)).claims, { now, address })
    parseIntent(wire)
    return 200
  } catch (error) {
    if (error instanceof Failure) return ERRORS[error.code].status
    throw error
  }
}

describe('a vector to sign', () => {
  const rows: readonly (Row & (typeof vectors.sign)[number])[] = vectors.sign

  test.each(rows)('gives its URL: $about', async (row) => {
    const { key: id, path, decoded, query, free, token, url } = row
    const key = hmac.find((candidate) => candidate.id === id)
    if (!key) throw new Error(`${id} is not among the keys`)
    expect(await signHmac(key, path, query)).toBe(token)
    expect(formatWire({ origin: vectors.base, path, query, token }) + (free ? `&${free}` : '')).toBe(url)
    if (decoded !== undefined) expect(encodePath(decoded)).toBe(path)
    expect(await statusOf(row)).toBe(200)
  })
})

describe('a vector to refuse', () => {
  const rows: readonly (Row & (typeof vectors.refuse)[number])[] = vectors.refuse

  test.each(rows)('gets $status: $why', async (row) => {
    expect(await statusOf(row)).toBe(row.status)
  })
})
