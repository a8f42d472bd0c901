import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { doctor } from '../../../../cli/doctor/doctor.ts'
import { LOCAL_CHECKS } from '../../../../cli/doctor/local-checks.ts'
import root from '../../../../package.json' with { type: 'json' }
import { DEFAULT_MEMORY } from '../../../../src/memory/classes.ts'
import { runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'

const KEYS = ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8', 'Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA']
const SIGNING_KEYS = `SIGNING_KEYS="k2:${KEYS[0]}"\n`

/** Configuration without a fault, in which each seed changes one line. Commands run in 2023. */
const SOUND = `name = "signet"
compatibility_date = "2026-11-01"
compatibility_flags = ["global_fetch_strictly_public", "enable_request_signal"]
routes = [{ pattern = "img.example.com", custom_domain = true }]
workers_dev = false
preview_urls = false

[[r2_buckets]]
binding = "IMAGES"

[limits]
cpu_ms = 10000

[observability.logs]
enabled = true
invocation_logs = false

[vars]
hosts = ["img.example.com"]

[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
schemes = ["hmac", "keycdn-image"]
legacy_until = "2027-03-01"
overlays = ["/brand/"]

[vars.zones.shop]
prefix = "/shop/"
source = "r2:IMAGES/shop/"
overlays = []
mandatory = ["stamp"]
presets.stamp = { olurl = "/brand/stamp.svg" }

[vars.limits]
pixels = 60000000

[secrets]
required = ["SIGNING_KEYS", "KEYCDN_SECRET"]
`

/** Fields that an environment does not inherit from `SOUND`, in `[env.staging]`. */
const STAGING = SOUND.slice(SOUND.indexOf('[vars]'))
  .replaceAll(/^\[(vars|secrets)/gm, '[env.staging.$1')
  .concat('[[env.staging.r2_buckets]]\nbinding = "IMAGES"\n')

const FIVE_KEYS = `SIGNING_KEYS="${[1, 2, 3, 4, 5].map((n) => `k${n}:${Buffer.alloc(32, `key of some bytes, number ${n}`).toString('base64url')}`)}"`

/** Fields of `[[ratelimits]]` that wrangler demands. */
const LIMIT = 'namespace_id = "1001"\nsimple = { limit = 300, period = 60 }\n'

interface Faulty {
  readonly check: string
  /** Text of the only finding. */
  readonly says: string
  readonly from?: string
  readonly to?: string
  readonly vars?: string
}

const SEEDS: readonly Faulty[] = [
  {
    check: 'front',
    from: '[limits]',
    to: '[cache]\nenabled = true\n\n[limits]',
    says: 'cache: the platform answers before Signet verifies the URL',
  },
  {
    check: 'front',
    from: '[limits]',
    to: '[exports.default.cache]\nenabled = true\n\n[limits]',
    says: 'cache: the platform answers',
  },
  {
    check: 'front',
    from: '[limits]',
    to: '[env.live.cache]\nenabled = true\n\n[limits]',
    says: 'env.live.cache: the platform answers',
  },
  {
    check: 'front',
    from: '[limits]',
    to: '[previews.cache]\nenabled = true\n\n[limits]',
    says: 'previews.cache: the platform answers',
  },
  {
    check: 'tiered',
    from: '[[r2_buckets]]',
    to: '[vars.cache]\ntiered = true\n\n[[r2_buckets]]\nbinding = "DERIVATIVES"\n\n[[r2_buckets]]',
    says: 'cache.tiered: the entrypoint Render has no cache',
  },
  {
    check: 'idle',
    from: '[limits]',
    to: '[exports.Render]\ntype = "worker"\ncache.enabled = true\n\n[limits]',
    says: 'exports.Render has a cache',
  },
  {
    check: 'bucket',
    from: '[limits]',
    to: '[exports.Render]\ntype = "worker"\ncache.enabled = true\n\n[vars.cache]\ntiered = true\n\n[limits]',
    says: 'cache.tiered without a bucket DERIVATIVES',
  },
  {
    check: 'field',
    from: 'overlays = []',
    to: 'overlay = []',
    says: 'unknown field overlay; did you mean overlays?',
  },
  { check: 'field', from: 'pixels =', to: 'pixel =', says: 'unknown field pixel; did you mean pixels?' },
  {
    check: 'field',
    from: 'pixels = 60000000',
    to: 'pixels = "many"',
    says: 'limits.pixels: expected number',
  },
  {
    check: 'field',
    from: 'workers_dev',
    to: 'worker_dev',
    says: 'unknown field worker_dev; did you mean workers_dev?',
  },
  {
    check: 'field',
    from: '[vars.limits]',
    to: '[vars.limit]',
    says: 'unknown variable limit; did you mean limits?',
  },
  {
    check: 'field',
    from: 'prefix = "/shop/"',
    to: 'prefix = "/shop"',
    says: 'zones.shop.prefix: expected a path',
  },
  {
    check: 'field',
    from: 'name = "signet"',
    to: 'name = "signet"\nhosts = ["img.example.com"]',
    says: 'unknown field hosts; did you mean vars.hosts?',
  },
  {
    check: 'field',
    from: 'cpu_ms = 10000',
    to: 'pixels = 60000000',
    says: 'limits: unknown field pixels; did you mean vars.limits.pixels?',
  },
  {
    check: 'field',
    from: 'cpu_ms = 10000',
    to: 'cpu_mss = 10000',
    says: 'limits: unknown field cpu_mss; did you mean cpu_ms?',
  },
  {
    check: 'logs',
    from: '[vars]',
    to: '[observability.traces]\nenabled = true\n\n[vars]',
    says: 'observability.traces: the span of each request has its URL and token',
  },
  {
    check: 'place',
    from: 'hosts =',
    to: 'workers_dev = false\nhosts =',
    says: 'vars.workers_dev has no effect there',
  },
  {
    check: 'place',
    from: 'binding =',
    to: 'routes = []\nbinding =',
    says: 'r2_buckets.routes has no effect there',
  },
  {
    check: 'prefix',
    from: 'prefix = "/shop/"',
    to: 'prefix = "/"',
    says: 'zones.shop.prefix: / is also the prefix of zones.images',
  },
  { check: 'source', from: 'r2:IMAGES/shop/', to: 'r2:SHOP', says: 'no R2 binding is named SHOP' },
  { check: 'source', from: 'r2:IMAGES/shop/', to: 'https://10.0.0.1/', says: 'must not be an IP address' },
  {
    check: 'source',
    from: 'r2:IMAGES/shop/',
    to: 'http://127.0.0.1:9000/',
    says: 'zones.shop.source: the origin must use https',
  },
  {
    check: 'source',
    from: '["/brand/"]',
    to: '["https://10.0.0.1/"]',
    says: 'zones.images.overlays.0: the origin must',
  },
  {
    check: 'mandatory',
    from: '["stamp"]',
    to: '["stmap"]',
    says: 'unknown preset stmap; did you mean stamp?',
  },
  { check: 'key', vars: 'SIGNING_KEYS="k1:REPLACE_ME"', says: 'key k1 is a placeholder' },
  { check: 'key', vars: 'SIGNING_KEYS="k1:AAECAwQFBgcICQoL"', says: 'has 12 bytes, but needs at least 32' },
  { check: 'key', vars: `SIGNING_KEYS="k1:${'AAAA'.repeat(11)}"`, says: 'key k1 repeats a few bytes' },
  { check: 'key', vars: `SIGNING_KEYS="k2:${KEYS[0]},k1:${KEYS[0]}"`, says: 'key k1 is the same as key k2' },
  {
    check: 'key',
    vars: `SIGNING_KEYS="k1:${KEYS[0]}"\nMARK_KEYS="m2:${KEYS[1]},m1:${KEYS[1]}"`,
    says: 'MARK_KEYS: key m1 is the same as key m2',
  },
  {
    check: 'key',
    vars: `SIGNING_KEYS="k1:${KEYS[0]}"\nPATH_KEYS="p1:REPLACE_ME"`,
    says: 'PATH_KEYS of .dev.vars: key p1 is a placeholder',
  },
  { check: 'key', vars: `SIGNING_KEYS="k1:${KEYS[0]},k1:${KEYS[1]}"`, says: 'an id is used twice' },
  ...[
    ['KEYCDN_SECRET=x', 'KEYCDN_SECRET needs at least 16 characters, and has 1'],
    ['KEYCDN_SECRET=change-me', 'KEYCDN_SECRET is a placeholder'],
    [
      'KEYCDN_SECRET=mysecret',
      'KEYCDN_SECRET needs at least 16 characters, and has 8; allow_weak_secrets can',
    ],
    ['KEYCDN_SECRET=secretsecretsecret', 'KEYCDN_SECRET repeats a few characters'],
    ['IMGIX_TOKEN=FOO123bar', 'IMGIX_TOKEN needs at least 16 characters, and has 9'],
    ['THUMBOR_KEY=MY_SECURE_KEY', 'THUMBOR_KEY is a placeholder'],
    ['IMGPROXY_KEY=736563726574', 'IMGPROXY_KEY needs at least 16 bytes, and has 6'],
    ['IMGPROXY_SALT=salt', 'IMGPROXY_SALT must consist of hex digits'],
  ].map(([line, says = '']) => ({ check: 'weak', vars: `${SIGNING_KEYS}${line}\n`, says })),
  {
    check: 'admitted',
    from: 'hosts =',
    to: 'allow_weak_secrets = ["KEYCDN_SECRET"]\nhosts =',
    vars: `${SIGNING_KEYS}KEYCDN_SECRET=mysecret\n`,
    says: 'KEYCDN_SECRET needs at least 16 characters, and has 8: allow_weak_secrets admits it',
  },
  {
    check: 'field',
    from: 'hosts =',
    to: 'allow_weak_secrets = ["SIGNING_KEYS"]\nhosts =',
    says: 'allow_weak_secrets.0: expected',
  },
  {
    check: 'secret',
    from: ', "KEYCDN_SECRET"]',
    to: ']',
    says: 'zones.images.schemes: keycdn-image needs KEYCDN_SECRET',
  },
  { check: 'secret', from: '"SIGNING_KEYS", ', to: '', says: 'the Worker needs SIGNING_KEYS' },
  {
    check: 'published',
    from: 'hosts =',
    to: 'IMGIX_TOKEN = "x"\nhosts =',
    says: 'vars.IMGIX_TOKEN: wrangler.toml contains a secret',
  },
  {
    check: 'published',
    from: 'hosts =',
    to: 'MARK_KEYS = "x"\nhosts =',
    says: 'vars.MARK_KEYS: wrangler.toml contains a secret',
  },
  {
    check: 'development',
    from: 'hosts =',
    to: 'ENVIRONMENT = "development"\nhosts =',
    says: 'vars.ENVIRONMENT',
  },
  {
    check: 'development',
    from: 'hosts =',
    to: 'DEV_ORIGIN = "https://a.com/"\nhosts =',
    says: 'vars.DEV_ORIGIN',
  },
  {
    check: 'memory',
    from: 'pixels =',
    to: 'memory = 200000000\npixels =',
    says: 'are more than the 134217728',
  },
  {
    check: 'plan',
    from: 'cpu_ms = 10000',
    to: 'cpu_ms = 300001',
    says: 'limits.cpu_ms: 300001 is more than 300000',
  },
  {
    check: 'plan',
    from: 'cpu_ms = 10000',
    to: 'subrequests = 10000001',
    says: 'limits.subrequests: 10000001 is more than 10000000',
  },
  {
    check: 'refused',
    from: 'olurl = "/brand/stamp.svg"',
    to: 'widht = 4',
    says: 'zones.shop.presets.stamp: unknown parameter widht',
  },
  {
    check: 'local',
    vars: 'IMGIX_TOKEN="FOO123barBAZ456qux"',
    says: 'the Worker needs SIGNING_KEYS, which .dev.vars does not have',
  },
  {
    check: 'kid',
    from: '[vars.limits]',
    to: '[vars.keys.k5]\nzones = ["shop"]\n\n[vars.limits]',
    vars: FIVE_KEYS,
    says: 'zones.shop: 5 keys may be used in it, so that its URLs need kid',
  },
  {
    check: 'policy',
    from: '[vars.limits]',
    to: '[vars.keys.k3]\nmax_width = 400\n\n[vars.limits]',
    says: 'keys.k3: unknown key k3; did you mean k2?',
  },
  {
    check: 'keyless',
    from: '[vars.limits]',
    to: '[vars.keys.k2]\nzones = ["shop"]\n\n[vars.limits]',
    says: 'zones.images: no key may be used in it',
  },
  {
    check: 'field',
    from: '[vars.limits]',
    to: '[vars.keys.k2]\nmaxwidth = 400\n\n[vars.limits]',
    says: 'keys.k2: unknown field maxwidth; did you mean max_width?',
  },
  {
    check: 'refused',
    from: '[vars.limits]',
    to: '[vars.keys.k2]\nzones = ["images", "shop", "shpo"]\n\n[vars.limits]',
    says: 'keys.k2.zones: unknown zone shpo; did you mean shop?',
  },
  {
    check: 'rejected',
    from: 'name = "signet"',
    to: 'name = "my images"',
    says: 'wrangler.toml: Expected "name" to be of type string, alphanumeric and lowercase with dashes',
  },
  {
    check: 'legacy',
    from: 'legacy_until = "2027-03-01"',
    to: '',
    says: 'keycdn-image (MD5) accepted without an end date',
  },
  {
    check: 'ended',
    from: '"2027-03-01"',
    to: '"2023-11-13"',
    says: 'zones.images.legacy_until: 2023-11-13 is over',
  },
  { check: 'field', from: '"2027-03-01"', to: '"2027-02-31"', says: 'legacy_until: expected a day such as' },
  {
    check: 'unguarded',
    from: 'r2:IMAGES/shop/',
    to: 'r2:IMAGES',
    says: 'zones.images serves originals of zones.shop',
  },
  {
    check: 'report',
    from: 'prefix = "/"\n',
    to: 'prefix = "/"\nmode = "report"\n',
    says: 'zones.images.mode is "report": everybody can get all its images',
  },
  {
    check: 'code',
    from: 'source = "r2:IMAGES"',
    to: 'source = "dam:press/"',
    says: 'zones.images.source: dam: must be defined in code, as sources.dam of createSignet',
  },
  { check: 'overlays', from: 'overlays = ["/brand/"]\n', to: '', says: 'zones.images.overlays: every image' },
  {
    check: 'overlays',
    from: '["/brand/"]',
    to: '["/brand/", "/"]',
    says: 'zones.images.overlays: every image',
  },
  {
    check: 'font',
    from: 'presets.stamp = { olurl = "/brand/stamp.svg" }',
    to: 'presets.stamp = { olurl = "/brand/stamp.svg", ol2text = "{ip}" }',
    says: 'zones.shop.presets.stamp: ol2text has no font',
  },
  {
    check: 'font',
    from: 'presets.stamp = { olurl = "/brand/stamp.svg" }',
    to: 'presets.stamp = { olurl = "/brand/stamp.svg", ol2text = "{ip}" }',
    says: 'zones.shop.presets.stamp: ol2text has no font',
  },
  {
    check: 'address',
    from: 'workers_dev = false',
    to: 'workers_dev = true',
    says: 'open beside img.example.com',
  },
  { check: 'address', from: 'preview_urls = false', to: 'preview_urls = true', says: 'previews are not off' },
  { check: 'address', from: 'preview_urls = false\n', to: '', says: 'previews are not off' },
  { check: 'hosts', from: 'hosts = ["img.example.com"]\n', to: '', says: 'hosts is not set' },
  {
    check: 'hosts',
    from: 'pattern = "img.',
    to: 'pattern = "cdn.',
    says: 'hosts does not list cdn.example.com',
  },
  {
    check: 'hosts',
    from: '[{ pattern = "img.example.com", custom_domain = true }]',
    to: '["www.example.com/img/*", "img.example.com"]',
    says: 'hosts does not list www.example.com',
  },
  { check: 'logs', from: 'invocation_logs = false', to: '', says: 'has its URL and token' },
  {
    check: 'paths',
    from: '[vars.limits]',
    to: '[vars.log]\nlog_paths = true\n\n[vars.limits]',
    says: 'log.log_paths: the log has the path of each image',
  },
  {
    check: 'room',
    from: 'pixels =',
    to: 'memory = 110000000\npixels =',
    says: `than the ${DEFAULT_MEMORY} of the default`,
  },
  {
    check: 'binding',
    from: '[limits]',
    to: '[[kv_namespaces]]\nbinding = "DENIES"\n\n[limits]',
    says: 'kv_namespaces: nothing uses the binding DENIES; did you mean DENIED?',
  },
  {
    check: 'binding',
    from: '[limits]',
    to: `[[ratelimits]]\nname = "LIMITS"\n${LIMIT}\n[limits]`,
    says: 'ratelimits: nothing uses the binding LIMITS; did you mean LIMITER?',
  },
  {
    check: 'field',
    from: '[limits]',
    to: '[[ratelimit]]\nname = "LIMITER"\n\n[limits]',
    says: 'unknown field ratelimit; did you mean ratelimits?',
  },
  {
    check: 'binding',
    from: '[limits]',
    to: '[[r2_buckets]]\nbinding = "DERIVATIVE"\n\n[limits]',
    says: 'r2_buckets: nothing uses the binding DERIVATIVE; did you mean DERIVATIVES?',
  },
  {
    check: 'binding',
    from: '[limits]',
    to: '[[analytics_engine_datasets]]\nbinding = "ANALYTIC"\n\n[limits]',
    says: 'analytics_engine_datasets: nothing uses the binding ANALYTIC; did you mean ANALYTICS?',
  },
  {
    check: 'field',
    from: '[limits]',
    to: '[[analytics_engine_dataset]]\nbinding = "ANALYTICS"\n\n[limits]',
    says: 'unknown field analytics_engine_dataset; did you mean analytics_engine_datasets?',
  },
  {
    check: 'revalidate',
    from: 'overlays = []',
    to: 'overlays = []\nmax_age = 60',
    says: 'zones.shop: max_age = 60 is below revalidate = 300',
  },
  {
    check: 'denied',
    from: '[limits]',
    to: '[[kv_namespaces]]\nbinding = "DENIED"\n\n[limits]',
    says: 'a token is refused within about 52 s of its entry',
  },
  {
    check: 'date',
    from: 'compatibility_date = "2026-11-01"\n',
    to: '',
    says: 'compatibility_date is not set',
  },
  { check: 'date', from: '2026-11-01', to: '2025-11-16', says: '2025-11-16 is before 2025-11-17' },
  {
    check: 'date',
    from: '"2026-11-01"',
    to: '2026-08-03',
    says: 'before 2026-08-04, compatibility_flags must have nodejs_compat',
  },
  {
    check: 'signal',
    from: ', "enable_request_signal"',
    to: '',
    says: 'compatibility_flags lacks enable_request_signal',
  },
  {
    check: 'unread',
    from: '[vars.limits]',
    to: '[vars.newthing]\na = 1\n\n[vars.limits]',
    says: `vars.newthing: Signet ${root.version} does not read this table`,
  },
  { check: 'limits', from: 'cpu_ms = 10000', to: 'cpu_ms = 500', says: 'may need 2108 ms, not 500' },
  { check: 'limits', from: 'cpu_ms = 10000', to: 'subrequests = 3', says: 'may need 30, not 3' },
]

interface Printed {
  readonly findings: readonly { severity: string; check: string; problem: string; mend: string }[]
}

async function diagnose(files: Readonly<Record<string, string>>) {
  const { code, out } = await runCommand(doctor, ['--json'], { cwd: await makeProject(files) })
  const { findings }: Printed = JSON.parse(out.join('\n'))
  return { code, findings }
}

const sound = { 'wrangler.toml': SOUND, '.dev.vars': `${SIGNING_KEYS}KEYCDN_SECRET=aSecretOfKeyCDN7\n` }

describe('doctor with a fault', () => {
  test.each(SEEDS)('reports $check: $says', async ({ check, says, from = '', to = '', vars }) => {
    expect(SOUND).toContain(from)
    const { code, findings } = await diagnose({
      'wrangler.toml': SOUND.replace(from, () => to),
      ...{ '.dev.vars': `KEYCDN_SECRET=aSecretOfKeyCDN7\n${vars ?? SIGNING_KEYS}` },
    })
    // A seed that adds an environment leaves out its variables and bindings.
    const own = findings.filter((finding) => finding.check === check || finding.check !== 'env')
    const severity = LOCAL_CHECKS.find(({ name }) => name === check)?.severity
    expect(own).toEqual([
      { severity, check, problem: expect.stringContaining(says), mend: expect.stringMatching(/^[A-Z].+\.$/) },
    ])
    expect(code).toBe(severity === 'error' ? 1 : 0)
  })

  test('reports more than four keys in each zone in which they may be used', async () => {
    const { code, findings } = await diagnose({
      ...sound,
      '.dev.vars': `${FIVE_KEYS}\nKEYCDN_SECRET=aSecretOfKeyCDN7\n`,
    })
    expect({ code, problems: findings.map(({ problem }) => problem) }).toEqual({
      code: 0,
      problems: [
        'zones.images: 5 keys may be used in it, so that its URLs need kid',
        'zones.shop: 5 keys may be used in it, so that its URLs need kid',
      ],
    })
  })

  test('reports a missing secret of another service in .dev.vars', async () => {
    const { code, findings } = await diagnose({ ...sound, '.dev.vars': SIGNING_KEYS })
    expect({ code, problems: findings.map(({ problem }) => problem) }).toEqual({
      code: 0,
      problems: ['zones.images.schemes: keycdn-image needs KEYCDN_SECRET, which .dev.vars does not have'],
    })
  })

  test('reports an origin that could bypass Cloudflare', async () => {
    const text = SOUND.replace('r2:IMAGES/shop/', 'https://assets.example.com/').replace(
      '"global_fetch_strictly_public", ',
      '',
    )
    const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': text })
    expect({ code, checks: findings.map(({ check }) => check) }).toEqual({ code: 0, checks: ['fetch'] })
  })

  test('reports zones that use one bucket under two bindings', async () => {
    const text = SOUND.replace('r2:IMAGES/shop/', 'r2:SHOP').replace(
      '[limits]',
      'bucket_name = "images"\n\n[[r2_buckets]]\nbinding = "SHOP"\nbucket_name = "images"\n\n[limits]',
    )
    const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': text })
    expect({ code, checks: findings.map(({ check }) => check) }).toEqual({ code: 0, checks: ['unguarded'] })
  })

  test.each([
    ['DERIVATIVES', 'images'],
    ['SHOP', 'derivatives'],
  ])('reports a zone whose source is the bucket of derivatives, by the binding %s', async (binding, shop) => {
    const buckets = `[[r2_buckets]]\nbinding = "DERIVATIVES"\nbucket_name = "derivatives"\n\n[[r2_buckets]]\nbinding = "SHOP"\nbucket_name = "${shop}"\n`
    const text = SOUND.replace('r2:IMAGES/shop/', `r2:${binding}/x/`).replace(
      '[limits]',
      `${buckets}\n[limits]`,
    )
    const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': text })
    expect(code).toBe(1)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
      expect.objectContaining({
        check: 'derived',
        problem: 'zones.shop.source is the bucket of DERIVATIVES',
      }),
    ])
  })

  test('reports zones with the same originals', async () => {
    const text = SOUND.replace('r2:IMAGES/shop/', 'r2:IMAGES').replace(/^mandatory.*$/m, '')
    const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': text })
    expect({ code, checks: findings.map(({ check }) => check) }).toEqual({ code: 0, checks: ['shared'] })
  })

  test.each([
    ['itself', 'prefix = "/shop/"', 'prefix = "/shop/"\nmode = "report"', 'zones.shop', ['opened', 'report']],
    [
      'another zone',
      'source = "r2:IMAGES"',
      'source = "r2:IMAGES/shop/"\nmode = "report"',
      'zones.images',
      ['opened', 'unguarded', 'report'],
    ],
  ])('reports report mode that cancels the mandatory presets of %s', async (_, from, to, zone, checks) => {
    const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': SOUND.replace(from, to) })
    expect({ code, checks: findings.map(({ check }) => check) }).toEqual({ code: 1, checks })
    expect(findings[0]?.problem).toBe(
      `${zone}.mode: "report" serves images of zones.shop without its mandatory presets`,
    )
  })

  test('reports every fault that the table lists', () => {
    const others = ['env', 'files', 'fetch', 'shared', 'opened', 'derived']
    // Other tests seed these: embedding.test.ts.
    const embedded = ['wrangler', 'render', 'entry', 'main', 'code']
    const seeded = new Set([...SEEDS.map(({ check }) => check), ...others, ...embedded])
    expect(LOCAL_CHECKS.map(({ name }) => name).filter((name) => !seeded.has(name))).toEqual([])
  })

  test('reports several faults in one run, errors first, one per line', async () => {
    const text = SOUND.replace('overlays = []', 'overlay = []').replace(
      'workers_dev = false',
      'workers_dev = true',
    )
    const cwd = await makeProject({ ...sound, 'wrangler.toml': text })
    expect(await runCommand(doctor, [], { cwd })).toEqual({
      code: 1,
      out: [
        'error    field        zones.shop: unknown field overlay; did you mean overlays? Correct it: docs/README.md names the page that lists all fields.',
        'warning  address      workers_dev: workers.dev is open beside img.example.com. Set workers_dev = false and preview_urls = false above the first table.',
      ],
      err: [
        expect.stringMatching(/^note: 1 zone has/),
        expect.stringMatching(
          /^1 error, 1 warning, 0 hints in wrangler.toml; Signet \S+, wrangler 4\.\S+, Node \S+$/,
        ),
      ],
    })
  })
})

test('reports a second configuration file, and names the one that it reads', async () => {
  const cwd = await makeProject({ ...sound, 'wrangler.jsonc': '{"name":"other","env":{"staging":{}}}' })
  const problemsOf = async (...args: string[]) => {
    const { out, err } = await runCommand(doctor, ['--json', ...args], { cwd })
    const { findings }: Printed = JSON.parse(out.join('\n'))
    const found = findings.filter(({ check }) => check === 'files').map(({ problem }) => problem)
    return {
      found,
      last: err
        .at(-1)
        ?.split('; ')[0]
        ?.replace(/^.* in /, ''),
    }
  }
  const found = ['wrangler.toml is ignored, because wrangler.jsonc is read']
  expect(await problemsOf('--env', 'staging')).toEqual({
    found,
    last: 'wrangler.jsonc, environment staging',
  })
  expect(await problemsOf('--config', 'wrangler.toml')).toEqual({ found: [], last: 'wrangler.toml' })
})

test('says that zones with a faulty field get more checks later', async () => {
  const text = SOUND.replace('overlays = []', 'overlay = []')
  const cwd = await makeProject({ ...sound, 'wrangler.toml': text })
  const { err } = await runCommand(doctor, [], { cwd })
  expect(err[0]).toBe(
    'note: 1 zone has a faulty field: run doctor again when it is correct, because more checks follow then',
  )
  const fine = await runCommand(doctor, [], { cwd: await makeProject(sound) })
  expect(fine.err).toHaveLength(1)
})

test('names a binding that zones lack beside one that nothing uses', async () => {
  const text = SOUND.replaceAll('r2:IMAGES', 'r2:IMAGE')
  const { findings } = await diagnose({ ...sound, 'wrangler.toml': text })
  expect(findings.find(({ check }) => check === 'binding')?.problem).toBe(
    'r2_buckets: nothing uses the binding IMAGES, and zones name IMAGE, which is not declared',
  )
})

describe('doctor without a fault', () => {
  test('accepts a correct configuration', async () => {
    expect(await diagnose(sound)).toEqual({ code: 0, findings: [] })
  })

  test.each([
    ['2026-08-04', '"global_fetch'],
    ['2025-11-17', '"nodejs_compat", "global_fetch'],
  ])('accepts the compatibility date %s', async (date, flags) => {
    const text = SOUND.replace('2026-11-01', date).replace('"global_fetch', flags)
    expect(await diagnose({ ...sound, 'wrangler.toml': text })).toEqual({ code: 0, findings: [] })
  })

  test("accepts the Worker's own variables", async () => {
    const text = SOUND.replace('[vars]', '[vars]\nGREETING = "hello"\ncolors = ["red"]')
    expect(await diagnose({ ...sound, 'wrangler.toml': text })).toEqual({ code: 0, findings: [] })
  })

  test('accepts rate limits that the Worker uses', async () => {
    const limits = ['LIMITER', 'REFUSALS']
      .map((name) => `[[ratelimits]]\nname = "${name}"\n${LIMIT}`)
      .join('')
    const text = SOUND.replace('[limits]', `${limits}\n[limits]`)
    expect(await diagnose({ ...sound, 'wrangler.toml': text })).toEqual({ code: 0, findings: [] })
  })

  test('accepts a tiered cache in each form that enables it for Render only', async () => {
    const bucket = '[[r2_buckets]]\nbinding = "DERIVATIVES"\n\n[vars.cache]\ntiered = true\n\n'
    const ways = [
      '[exports.Render]\ntype = "worker"\ncache = { enabled = true }\n\n',
      '[cache]\nenabled = true\n\n[exports.default]\ntype = "worker"\ncache = { enabled = false }\n\n',
    ]
    for (const way of ways) {
      const text = SOUND.replace('[limits]', `${bucket}${way}[limits]`)
      expect(await diagnose({ ...sound, 'wrangler.toml': text })).toEqual({ code: 0, findings: [] })
    }
  })

  test('reports an environment without the fields that it does not inherit', async () => {
    const text = `${SOUND}[env.bare]\nname = "bare"\n${STAGING}`
    const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': text })
    expect({ code, problems: findings.map(({ check, problem }) => [check, problem]) }).toEqual({
      code: 0,
      problems: [['env', 'env.bare has no vars, secrets, r2_buckets, and inherits none']],
    })
  })

  test('checks the environment that --env selects, with its own secrets', async () => {
    const text = `${SOUND}${STAGING.replace('pixels = 60000000', 'pixel = 1')}`
    const cwd = await makeProject({
      ...sound,
      'wrangler.toml': text,
      '.dev.vars.staging': 'SIGNING_KEYS="k1:short"\n',
    })
    const problemsOf = async (...args: string[]) => {
      const { out } = await runCommand(doctor, ['--json', ...args], { cwd })
      return JSON.parse(out.join('\n')).findings.map(({ check }: { check: string }) => check)
    }
    expect(await problemsOf()).toEqual([])
    expect(await problemsOf('--env', 'staging')).toEqual(expect.arrayContaining(['field', 'key', 'local']))
  })

  test('accepts a missing .dev.vars', async () => {
    expect(await diagnose({ 'wrangler.toml': SOUND })).toEqual({ code: 0, findings: [] })
  })

  test('accepts zones that use separate buckets, and fields of a named environment', async () => {
    const text = SOUND.replace('r2:IMAGES/shop/', 'r2:SHOP')
      .replace(
        '[limits]',
        '[[r2_buckets]]\nbinding = "SHOP"\n\n[env.staging]\nworkers_dev = true\n\n[limits]',
      )
      .concat(STAGING)
    expect(await diagnose({ ...sound, 'wrangler.toml': text })).toEqual({ code: 0, findings: [] })
  })
})

test('the configuration of docs/hardening.md has no finding except the cost of the deny list', async () => {
  const page = await readFile('docs/hardening.md', 'utf8')
  const [, block = ''] = /^## The configuration in one piece\n.*?^```toml\n(.*?)^```/ms.exec(page) ?? []
  const rest = '[[r2_buckets]]\nbinding = "IMAGES"\n\n[secrets]\nrequired = ["SIGNING_KEYS"]\n'
  const { code, findings } = await diagnose({ ...sound, 'wrangler.toml': block + rest })
  expect({ code, checks: findings.map(({ check }) => check) }).toEqual({ code: 0, checks: ['denied'] })
})

test('the repository has no fault, neither freshly cloned nor with a key', async () => {
  const clone = await makeProject({})
  await copyFile('wrangler.toml', join(clone, 'wrangler.toml'))
  const fresh = await runCommand(doctor, [], { cwd: clone })
  const { findings } = await diagnose({ ...sound, 'wrangler.toml': await readFile('wrangler.toml', 'utf8') })
  const counts = /^0 errors, 0 warnings, 0 hints in wrangler.toml; /
  expect(fresh).toEqual({ code: 0, out: [], err: [expect.stringMatching(counts)] })
  expect(findings).toEqual([])
})

test('a deployment runs doctor first', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'))
  expect(scripts.deploy).toBe('node cli/launch.js doctor && wrangler deploy')
})

test.each([
  [{}, /^there is no wrangler\.toml, wrangler\.jsonc or wrangler\.json in /],
  [{ 'wrangler.toml': '[vars\n' }, /^wrangler\.toml: line 1: /],
])('a configuration that cannot be read is reported: %j', async (files, sentence) => {
  const { code, out, err } = await runCommand(doctor, [], { cwd: await makeProject(files) })
  expect({ code, out }).toEqual({ code: 1, out: [] })
  expect(err[0]).toMatch(sentence)
})
