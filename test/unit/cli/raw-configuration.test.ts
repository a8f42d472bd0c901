import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unstable_getVarsForDev, unstable_readConfig } from 'wrangler'
import { readDevVars } from '../../../cli/key-source.ts'
import { locateProject } from '../../../cli/project-place.ts'
import { readTables, selectEnvironment } from '../../../cli/raw-configuration.ts'
import { makeProject } from '../../support/project/project.ts'

/** Fields that commands read. wrangler changes paths in other fields. */
const FIELDS = [
  ...['name', 'compatibility_date', 'compatibility_flags', 'routes', 'workers_dev', 'preview_urls'],
  ...['account_id', 'vars', 'secrets', 'r2_buckets', 'kv_namespaces', 'ratelimits', 'limits', 'exports'],
  ...['analytics_engine_datasets', 'observability', 'cache'],
] as const

const bucket = (bucket_name: string) => [{ binding: 'IMAGES', bucket_name }]

const TOP = {
  name: 'images',
  compatibility_date: '2026-11-01',
  compatibility_flags: ['enable_request_signal'],
  routes: ['img.example.com/*'],
  workers_dev: false,
  preview_urls: false,
  account_id: '0'.repeat(32),
  vars: { zones: { images: { prefix: '/', source: 'r2:IMAGES' } } },
  secrets: { required: ['SIGNING_KEYS'] },
  r2_buckets: bucket('originals'),
  kv_namespaces: [{ binding: 'DENIED', id: '1'.repeat(32) }],
  ratelimits: [{ name: 'LIMITER', namespace_id: '1001', simple: { limit: 300, period: 60 } }],
  analytics_engine_datasets: [{ binding: 'ANALYTICS', dataset: 'signet' }],
  limits: { cpu_ms: 1000 },
  observability: { enabled: true },
}

const FILE = {
  ...TOP,
  env: {
    empty: {},
    named: { name: 'other', routes: [], vars: { a: 1 }, workers_dev: true },
    whole: { ...TOP, name: undefined, r2_buckets: bucket('staged') },
  },
}

const known = (config: object) =>
  Object.fromEntries(
    Object.entries(config).filter(
      ([field, value]) =>
        FIELDS.some((name) => name === field) &&
        !(Array.isArray(value) && value.length === 0 && field !== 'routes') &&
        !(JSON.stringify(value) === '{}'),
    ),
  )

test.each([undefined, 'empty', 'named', 'whole'])('environment %s is what wrangler reads', async (env) => {
  const cwd = await makeProject({ 'wrangler.jsonc': `/* a */ ${JSON.stringify(FILE)} // b` })
  const place = locateProject({ env }, { cwd, env: {} })
  const own = selectEnvironment((await readTables(place)) ?? {}, place)
  const config = join(cwd, 'wrangler.jsonc')
  const theirs = unstable_readConfig({ config, ...(env !== undefined && { env }) }, { hideWarnings: true })
  const present = known(JSON.parse(JSON.stringify(own)))
  expect(present).toEqual(known(JSON.parse(JSON.stringify(theirs))))
  expect(present['name']).toBe(
    { empty: 'images-empty', named: 'other', whole: 'images-whole' }[env ?? ''] ?? 'images',
  )
})

test.each([undefined, 'staging', 'production'])(
  '.dev.vars of environment %s is what wrangler reads',
  async (env) => {
    const cwd = await makeProject({
      'wrangler.toml': '[env.staging]\n[env.production]\n',
      '.dev.vars': 'A=1\nB="two"\n',
      '.dev.vars.staging': 'A=3\n',
    })
    const theirs = unstable_getVarsForDev(join(cwd, 'wrangler.toml'), undefined, {}, env, true)
    const values = Object.fromEntries(Object.entries(theirs).map(([name, { value }]) => [name, value]))
    expect(await readDevVars(locateProject({ env }, { cwd, env: {} }))).toEqual(values)
  },
)

test.each([
  ['comments', '{ // "a"\n "a": "//b", /* , */ "c": [1, /* x */ ], }', { a: '//b', c: [1] }],
  [
    'strings with quotes and brackets',
    String.raw`{ "a": "\"},]", "b": "/* c */" }`,
    { a: '"},]', b: '/* c */' },
  ],
  ['a byte order mark', '\uFEFF{ "a": 1 }', { a: 1 }],
])('reads JSON with %s', async (_, text, tables) => {
  const cwd = await makeProject({ 'wrangler.jsonc': text })
  expect(await readTables(locateProject({}, { cwd, env: {} }))).toEqual(tables)
})

test.each([
  ['wrangler.jsonc', '{ "a": }', /^wrangler\.jsonc is not valid JSON: /],
  ['wrangler.json', '[]', /^wrangler\.json: must be an object$/],
  ['wrangler.toml', 'a = 1\nb =\n', /^wrangler\.toml: line 2: /],
])('a mistake in %s is a sentence that names the file', async (name, text, message) => {
  const cwd = await makeProject({ [name]: text })
  await expect(readTables(locateProject({}, { cwd, env: {} }))).rejects.toThrow(message)
})
