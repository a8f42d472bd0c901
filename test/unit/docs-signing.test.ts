import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { ERRORS, Failure } from '../../src/errors.ts'
import { decodeBase64url, encodeBase64url } from '../../src/signing/auth/base64url.ts'
import { importKey, MAX_TRIED, signHmac } from '../../src/signing/auth/hmac.ts'
import { hmacMessage } from '../../src/signing/auth/hmac-token.ts'
import { parseKeys } from '../../src/signing/auth/keys.ts'
import { verifyToken } from '../../src/signing/auth/verify-token.ts'
import { encodePath, formatQuery } from '../../src/signing/url/canonical.ts'
import { MAX_URL_LENGTH, parseWire } from '../../src/signing/url/wire.ts'
import vectors from '../vectors/hmac.json' with { type: 'json' }

interface Vector {
  readonly status?: number
  readonly key?: string
  readonly path?: string
  readonly query?: string
  readonly decoded?: string
  readonly token?: string
  readonly url: string
}

const page = readFileSync('docs/token.md', 'utf8')
const guide = readFileSync('docs/signing.md', 'utf8')

function block(language: string): string {
  const [, text] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(page) ?? []
  if (text === undefined) throw new Error(`the page has no ${language} block`)
  return text
}

const [, keyText = ''] = /^with the key `([^`]+)`/m.exec(page) ?? []
const hmac = await Promise.all(parseKeys(`k2026:${keyText}`).map(({ id, bytes }) => importKey(id, bytes)))
const [key] = hmac
if (!key) throw new Error('there is no key')

async function statusOf(url: string): Promise<number> {
  try {
    await verifyToken(parseWire(url), ['hmac'], { hmac, keycdn: undefined })
    return 200
  } catch (error) {
    if (error instanceof Failure) return ERRORS[error.code].status
    throw error
  }
}

describe('the vectors on the page', () => {
  const rows: readonly Vector[] = JSON.parse(block('json'))

  test.each(rows)('are true: $url', async ({ status = 200, path = '', query = '', token, decoded, url }) => {
    expect(await statusOf(url)).toBe(status)
    if (status !== 200) return
    expect(await signHmac(key, path, query)).toBe(token)
    if (decoded !== undefined) expect(encodePath(decoded)).toBe(path)
  })

  it('are equal to those in the file', () => {
    const all: readonly object[] = [...vectors.sign, ...vectors.refuse]
    expect(rows.length).toBeGreaterThanOrEqual(3)
    for (const row of rows) expect(all).toContainEqual(expect.objectContaining(row))
    expect(keyText).toBe(vectors.keys.k2026)
  })
})

describe('the worked example', () => {
  const lines = block('text').split('\n').filter(Boolean)
  const bytesOf = (name: string) => {
    const first = lines.findIndex((line) => line.startsWith(`${name} `))
    const next = lines.findIndex((line, index) => index > first && !line.startsWith(' '))
    const text = lines.slice(first, next).join(' ').slice(name.length)
    return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
  }
  const token = lines.at(-1)?.replace(/^token +/, '')

  it('has the key, message and token that the code computes', async () => {
    const [path, query] = ['/samples/landscape.jpg', 'width=400']
    expect(page).toContain(`For the path \`${path}\` and the query \`${query}\``)
    expect(bytesOf('key')).toEqual(decodeBase64url(keyText))
    expect(bytesOf('message')).toEqual(hmacMessage(path, query))
    expect(encodeBase64url(bytesOf('mac'))).toBe(token)
    expect(await signHmac(key, path, query)).toBe(token)
  })
})

describe('the encoding on the page', () => {
  const ascii = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(index + 0x20))
  const raw = (encode: (character: string) => string) =>
    ascii.filter((character) => !/[A-Za-z0-9]/.test(character) && encode(character) === character)
  const rowOf = (place: string) => {
    const [, characters = ''] = new RegExp(`^\\| ${place} \\| \`(.+)\` \\|$`, 'm').exec(page) ?? []
    return [...characters].toSorted()
  }

  it.each<[string, (character: string) => string]>([
    ['a path', encodePath],
    ['a value', (character) => formatQuery(new Map([['a', character]])).slice('a='.length)],
  ])('lists the raw characters of %s', (place, encode) => {
    expect(rowOf(place)).toEqual(raw(encode).toSorted())
  })
})

it('the page names the limits of the code', () => {
  expect(page).toContain(`at most ${MAX_URL_LENGTH} characters`)
  expect(MAX_TRIED).toBe(4)
})

it('the page links to a signer for each language', () => {
  const files = readdirSync('examples/sign').filter((name) => /^sign(?:er)?\./i.test(name))
  const linked = [...guide.matchAll(/\]\(\.\.\/examples\/sign\/([^)]+)\)/g)].map(([, file = '']) => file)
  expect(linked.filter((file) => !file.endsWith('.md')).toSorted()).toEqual(files.toSorted())
})
