import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { configure } from '../../src/edge/config.ts'
import { encodeBase64url } from '../../src/signing/auth/base64url.ts'
import { silentFailure } from '../support/process/failure.ts'

const placeholders = parseEnv(await readFile('.dev.vars.example', 'utf8'))
const wrangler = parse(await readFile('wrangler.toml', 'utf8'))
const buckets: readonly { binding: string }[] = Object(wrangler['r2_buckets'])
const described: Readonly<Record<string, { description: string }>> = manifest.cloudflare.bindings

const bindings = Object.fromEntries(buckets.map(({ binding }) => [binding, { get() {}, head() {} }]))
const environment = { ...Object(wrangler['vars']), ...bindings }
const random = `k1:${encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))}`

it('asks for the secrets that wrangler.toml requires', () => {
  expect(Object.keys(placeholders)).toEqual(Object(wrangler['secrets']).required)
})

it('describes each secret and each bucket, and nothing else', () => {
  const names = [...Object.keys(placeholders), ...buckets.map(({ binding }) => binding)]
  expect(Object.keys(described).toSorted()).toEqual(names.toSorted())
  for (const { description } of Object.values(described)) expect(description).toMatch(/^[A-Z].{20,}\.$/)
})

it('deploys the configuration with a key in place of the placeholder', async () => {
  await expect(configure({ ...environment, SIGNING_KEYS: random })).resolves.toMatchObject({
    development: false,
  })
})

it('the page quotes the log', async () => {
  const page = await readFile('docs/deploying.md', 'utf8')
  const refusal = await configure({ ...environment, ...placeholders }).catch(String)
  const reason = String(refusal).replace(/^\w+: /, '')
  expect(page).toContain(`"code":"misconfigured","reason":"${reason}"`)
})

describe.each(Object.entries(placeholders))('the placeholder of %s', (name, placeholder = '') => {
  const variants = [
    placeholder,
    placeholder.toLowerCase(),
    placeholder.replaceAll('_', '-'),
    `${placeholder}${placeholder.replace(/^.*:/, '_').repeat(4)}`,
    placeholder.replace(/^.*:/, ''),
    `"${placeholder}"`,
  ]

  it.each(variants)('is refused as the value %s', async (value) => {
    const secrets = { SIGNING_KEYS: random, [name]: value }
    await expect(configure({ ...environment, ...secrets })).rejects.toThrow(
      silentFailure('misconfigured', expect.stringMatching(`^${name}: .* is a placeholder; `)),
    )
  })
})
