import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importKey, signHmac } from '../../../src/signing/auth/hmac.ts'
import { parseKeys } from '../../../src/signing/auth/keys.ts'
import { encodePath, formatQuery } from '../../../src/signing/url/canonical.ts'
import { formatWire, parseWire } from '../../../src/signing/url/wire.ts'
import vectors from '../../vectors/hmac.json' with { type: 'json' }
import { LANGUAGES } from './languages.ts'

const FOLDER = 'examples/sign'

/** `npm run tool signers` tests all languages, `npm test` only those that start immediately. */
const tested = LANGUAGES.filter(({ quick }) => quick || process.env['SIGNERS'] === 'all')

/** Timeout in milliseconds. A compiler may build its standard library first. */
const TIMEOUT = 300_000

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))

interface Case {
  /** Line that a signer reads. */
  readonly line: string
  /** URL that a signer must print. */
  readonly url: string
}

async function caseOf(
  id: keyof typeof vectors.keys,
  path: string,
  query: ReadonlyMap<string, string>,
): Promise<Case> {
  const [{ bytes }] = parseKeys(`${id}:${vectors.keys[id]}`)
  const wire = { path: encodePath(path), query: formatQuery(query) }
  const token = await signHmac(await importKey(id, bytes), wire.path, wire.query)
  const line = [path, ...[...query].map(([name, value]) => `${name}=${value}`)].join('\t')
  return { line, url: formatWire({ origin: '', ...wire, token }) }
}

/**
 * Returns the vectors of a key, and cases with every printable ASCII character in a path and in a
 * value.
 */
function casesOf(id: keyof typeof vectors.keys): Promise<Case[]> {
  const rows = vectors.sign.filter(({ key }) => key === id)
  const all = new Map([['download', PRINTABLE.join('')]])
  return Promise.all([
    ...rows.map(({ path, decoded = path, url }) => caseOf(id, decoded, parseWire(url).signed)),
    caseOf(id, `/${PRINTABLE.join('')}`, all),
  ])
}

const ids = ['k2026', 'k2025', 'old-_9'] as const
const cases = new Map(await Promise.all(ids.map(async (id) => [id, await casesOf(id)] as const)))

test('the cases have the tokens of the vectors, unless a value has two spellings', () => {
  const urls = new Set([...cases.values()].flat().map(({ url }) => url))
  const others = vectors.sign.filter(({ path, query, token }) => {
    const search = [query, `token=${token}`].filter((part) => part !== '').join('&')
    return !urls.has(`${path}?${search}`)
  })
  expect(others.map(({ about }) => about)).toEqual([
    'commas encoded: another string, the same meaning',
    'an IPv4 network with an encoded slash',
    'widths with encoded commas, and one of them chosen',
  ])
})

describe.each(tested)('$name', ({ file, needs, build, run }) => {
  let folder: string
  const execute = (command: string, input = '', env: NodeJS.ProcessEnv = {}) =>
    spawnSync('sh', ['-c', command], {
      cwd: folder,
      input,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signet-sign-'))
    await cp(FOLDER, folder, { recursive: true })
  })
  afterAll(() => rm(folder, { recursive: true }))

  test(`${file} signs as the server does`, { timeout: TIMEOUT }, ({ skip }) => {
    const missing = needs.find((command) => execute(command).status !== 0)
    if (missing !== undefined) skip(`"${missing}" fails`)
    if (build !== undefined) {
      const { status, stderr } = execute(build)
      expect({ status, stderr }).toMatchObject({ status: 0 })
    }
    for (const [index, [id, own]] of [...cases].entries()) {
      const older = ids.filter((other) => other !== id)
      const keys = [id, ...older].map((name) => `${name}:${vectors.keys[name]}`).join(',')
      const locale = index === 0 ? 'C' : 'C.UTF-8'
      const input = own.map(({ line }) => `${line}\n`).join('')
      const { status, stdout, stderr } = execute(run, input, { SIGNING_KEYS: keys, LC_ALL: locale })
      expect({ status, stderr }).toMatchObject({ status: 0 })
      expect(stdout.split('\n')).toEqual([...own.map(({ url }) => url), ''])
    }
  })
})

describe('the signer files', () => {
  const others = PRINTABLE.filter((character) => !/[A-Za-z0-9]/.test(character))

  test.each([
    ["-._~!$&'()*+,;=:@/", encodePath],
    ['-._~!$()*,;:@/?', (text: string) => formatQuery(new Map([['', text]])).slice(1)],
  ])('sign the name %s, which the server expects raw', async (raw, encode) => {
    expect([...raw].toSorted()).toEqual(others.filter((character) => encode(character) === character))
    for (const file of ['README.md', ...LANGUAGES.map((language) => language.file)])
      expect(await readFile(join(FOLDER, file), 'utf8'), file).toContain(raw)
  })

  test('each have a row in the README', async () => {
    const text = await readFile(join(FOLDER, 'README.md'), 'utf8')
    const rows = [...text.matchAll(/^\| ([^|]+) \| \[`([^`]+)`\]/gm)].map(([, name, file]) => [name, file])
    expect(rows.toSorted()).toEqual(LANGUAGES.map(({ name, file }) => [name, file]).toSorted())
    const files = (await readdir(FOLDER)).filter((name) => /^sign/i.test(name))
    expect(files.toSorted()).toEqual(LANGUAGES.map(({ file }) => file).toSorted())
  })
})
