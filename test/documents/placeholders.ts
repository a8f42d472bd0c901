import { hmac } from '../../src/signing/auth/hmac.ts'
import { keycdnImage } from '../../src/signing/auth/keycdn-image.ts'
import { openKeyring } from '../../src/signing/auth/open-keyring.ts'
import { VARIABLES } from '../../src/signing/auth/secrets.ts'
import { parseWire } from '../../src/signing/url/wire.ts'
import vectors from '../vectors/encrypted-path.json' with { type: 'json' }

/** Placeholder in the pages for values that differ for each reader. */
const PLACEHOLDER = '…'

const HEX = Array.from({ length: 32 }, (_, at) => (at * 7).toString(16).padStart(2, '0')).join('')

const LETTERS = 'aSecretOfAnother7'

/** Values for other services' secrets. */
export const SECRETS: Readonly<Record<string, string>> = Object.fromEntries(
  VARIABLES.flatMap(({ name, form }) =>
    form.kind === 'chosen' ? [[name, form.unit === 'bytes' ? HEX : LETTERS]] : [],
  ),
)

/** Value for `PATH_KEYS`. */
export const PATH_KEYS = `k2026:${vectors.keys.k2026}`

/** Value for `MARK_KEYS`. */
export const MARK_KEYS = `m1:${Buffer.from(vectors.keys.k2026).toString('base64url')}`

const URL_BEFORE_TOKEN = /((?:https?:\/\/[^\s'"?/]+)?\/[^\s'"?]*)\?([^\s'"]*?)&?token=…/g

/**
 * Replaces a line's placeholders: secrets get test values, and URL tokens are computed by signing.
 * @param keys value for `SIGNING_KEYS`
 * @throws Error another placeholder is left
 */
export async function fillPlaceholders(line: string, keys: string): Promise<string> {
  const secrets: Readonly<Record<string, string>> = { ...SECRETS, SIGNING_KEYS: keys }
  let filled = line.replaceAll(/\b([A-Z_]+)=…/g, (whole, name: string) =>
    secrets[name] === undefined ? whole : `${name}=${secrets[name]}`,
  )
  filled = filled.replaceAll(/\bs=…/g, `s=${HEX.slice(0, 32)}`)
  // `migrate` recognizes KeyCDN's URLs only by KeyCDN's own tokens.
  const scheme = /KEYCDN_SECRET=|\bmigrate\b/.test(filled) ? keycdnImage : hmac
  const keyring = await openKeyring({ SIGNING_KEYS: keys, KEYCDN_SECRET: LETTERS })
  for (const [whole, url = '', query = ''] of filled.matchAll(URL_BEFORE_TOKEN)) {
    const [origin, path] = url.startsWith('/') ? ['http://unused', url] : ['', url]
    const wire = parseWire(`${origin}${path}${query === '' ? '' : `?${query}`}`)
    const signed = await scheme.sign(wire, {}, keyring)
    filled = filled.replace(whole, () => signed.slice(origin.length))
  }
  if (filled.includes(PLACEHOLDER))
    throw new Error(
      `nothing fills the … of ${filled}: write a real value, or add it to test/documents/placeholders.ts`,
    )
  return filled
}
