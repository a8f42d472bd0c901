import { describe, expect, test } from 'vitest'
import { doctor } from '../../../cli/doctor/doctor.ts'
import { readZones } from '../../../cli/project.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { NEVER_K2, runCommand } from '../../support/project/command.ts'
import { placeIn } from '../../support/project/place.ts'
import { makeProject } from '../../support/project/project.ts'

const env = { SIGNING_KEYS: 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }

const WRANGLER = `
[[r2_buckets]]
binding = "IMAGES"

[vars]
hosts = ["img.example.com"]

[vars.zones.free]
prefix = "/free/"
source = "r2:IMAGES"
overlays = ["/brand/"]

[vars.zones.shop]
prefix = "/shop/"
source = "r2:IMAGES"
mandatory = ["stamp"]

[vars.zones.shop.presets]
stamp = { olurl = "/brand/stamp.svg", olscale = 20 }
`

const project = (text = WRANGLER) => makeProject({ 'wrangler.toml': text })

/** Signs a target, even if the server would refuse it, and verifies the URL. */
async function signAndVerify(target: string, cwd: string, ...flags: string[]) {
  const { out, err } = await runCommand(sign, [target, '--force', ...flags], { env, cwd })
  const verified = await runCommand(verify, [out[0] ?? ''], { env, cwd })
  const of = (rule: string) => verified.out.find((line) => line.slice(6).startsWith(rule)) ?? ''
  return { code: verified.code, of, warnings: err.filter((line) => !NEVER_K2.includes(line)) }
}

describe('zones that are no tables', () => {
  test.each([
    ['[1]', 'zones.0: expected Object, got 1'],
    ['"x"', 'zones: expected Object, got "x"'],
    ['{ i = "x" }', 'zones.i: expected Object, got "x"'],
  ])('are named by every command: %s', async (zones, fault) => {
    const cwd = await project(`[vars]\nzones = ${zones}\n`)
    const signed = await runCommand(sign, ['/a.jpg?width=9', '--force'], { env, cwd })
    const warning = `warning: the server will answer 500, wrangler.toml: ${fault}`
    expect(signed.err).toEqual([warning, ...NEVER_K2])
    const verified = await runCommand(verify, [signed.out[0] ?? ''], { env, cwd })
    expect([verified.code, verified.err]).toEqual([1, [`wrangler.toml: ${fault}`]])
    const checked = await runCommand(doctor, [], { env, cwd })
    expect([checked.code, checked.out.filter((line) => line.includes(fault))]).toEqual([
      1,
      [expect.anything()],
    ])
  })
})

describe('sign and verify', () => {
  test('read the zone', async () => {
    const { code, of, warnings } = await signAndVerify('/free/a.jpg?width=9', await project())
    expect({ code, warnings, zone: of('zone') }).toEqual({
      code: 0,
      warnings: [],
      zone: 'ok    zone     free, below /free/',
    })
  })

  test("accept a zone for other services' URLs without their secrets", async () => {
    const schemes = 'schemes = ["hmac", "keycdn-image", "imgproxy", "imgix", "thumbor"]\noverlays'
    const { code, warnings } = await signAndVerify(
      '/free/a.jpg?width=9',
      await project(WRANGLER.replace('overlays', schemes)),
    )
    expect({ code, warnings }).toEqual({ code: 0, warnings: [] })
  })

  test('apply a mandatory preset', async () => {
    const { code, of } = await signAndVerify('/shop/a.jpg', await project())
    expect({ code, options: of('options') }).toEqual({
      code: 0,
      options: 'ok    options  olurl=/brand/stamp.svg&olscale=20; the overlay is r2:IMAGES/brand/stamp.svg',
    })
  })

  test.each([
    ['/other/a.jpg', [], 'zone', '404', 'no zone has a prefix of this path'],
    ['/free/a.jpg?widht=400', [], 'options', '400', 'unknown parameter widht; did you mean width?'],
    ['/free/a.jpg?preset=card', [], 'options', '400', 'unknown preset card'],
    ['/shop/a.jpg?olscale=50', [], 'options', '400', 'olscale needs olurl'],
    ['/shop/a.jpg?olx=5', [], 'options', '400', 'olx'],
    ['/free/a.jpg?olurl=/logo.svg', [], 'options', '400', 'olurl'],
    [
      '/free/a.jpg',
      ['--base', 'https://other.example.com'],
      'host',
      '403',
      'other.example.com is not listed',
    ],
  ])('reject input that the server refuses: %s', async (target, flags, rule, status, message) => {
    const { code, of, warnings } = await signAndVerify(target, await project(), ...flags)
    expect(code).toBe(1)
    expect(of(rule)).toMatch(/^FAIL/)
    if (rule === 'options' && target.startsWith('/shop/')) expect(of(rule)).toContain(`answers ${status}`)
    else expect(of(rule)).toContain(`the server answers ${status}: ${message}`)
    expect(warnings).toEqual([expect.stringContaining(`warning: the server will answer ${status}`)])
  })

  test('reject a kind of token that the zone does not accept', async () => {
    const { code, of } = await signAndVerify(
      '/free/a.jpg',
      await project(),
      '--scheme',
      'keycdn-image',
      '--signing-key',
      'x',
    )
    expect(code).toBe(1)
    expect(of('token')).toContain('the server answers 403: the zone does not accept this kind of token')
  })
})

describe('an invalid configuration', () => {
  const WRONG = WRANGLER.replace('overlays =', 'overlay =')

  test.each([
    [
      'an unknown field',
      WRONG,
      /^wrangler\.toml: zones\.free: unknown field overlay; did you mean overlays\?$/,
    ],
    ['no TOML', '[vars\nzones = 1\n', /^wrangler\.toml: line 1: [^\n]+\n\n1: /],
  ])('is reported by verify: %s', async (_, text, message) => {
    const { code, out, err } = await runCommand(verify, ['http://127.0.0.1:8787/a?token=x'], {
      env,
      cwd: await project(text),
    })
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(err).toEqual([expect.stringMatching(message)])
  })

  test.each([
    ['an unknown field', WRONG, /zones\.free: unknown field overlay; did you mean overlays\?$/],
    ['a bucket without a binding', WRANGLER.replace(/source = "[^"]*"/, 'source = "r2:NOPE"'), /named NOPE/],
  ])('is refused by sign, and a warning with --force: %s', async (_, text, message) => {
    const given = { env, cwd: await project(text) }
    const { code, out, err } = await runCommand(sign, ['/a.jpg?width=9&quality=0'], given)
    expect({ code, out }).toEqual({ code: 1, out: [] })
    expect(err).toEqual([
      expect.stringMatching(/^the server will answer 500, wrangler\.toml: /),
      'the server will answer 400, quality must be a whole number from 1 to 100, got 0',
      expect.stringMatching(/^nothing was signed/),
    ])
    expect(err[0]).toMatch(message)
    const forced = await runCommand(sign, ['/a.jpg?width=9', '--force'], given)
    expect({ code: forced.code, urls: forced.out.length }).toEqual({ code: 0, urls: 1 })
    expect(forced.err).toEqual([`warning: ${err[0]}`, ...NEVER_K2])
  })
})

describe('a secret that the local server lacks', () => {
  const NEEDED = [
    ['encrypted = true', 'PATH_KEYS'],
    ['schemes = ["keycdn-image"]', 'KEYCDN_SECRET'],
  ] as const
  const toml = (line: string) => `[vars.zones.a]\nprefix = "/"\nsource = "https://h.example.com/"\n${line}\n`
  const local = 'http://127.0.0.1:8787/a.jpg?width=9'

  test.each(NEEDED)('of a zone with %s is named by sign: %s', async (line, name) => {
    const files = { 'wrangler.toml': toml(line), '.dev.vars': `SIGNING_KEYS=${env.SIGNING_KEYS}\n` }
    const cwd = await makeProject(files)
    const { code, err } = await runCommand(sign, [local], { env, cwd })
    expect(code).toBe(1)
    expect(err[0]).toMatch(new RegExp(`^the server will answer 500, wrangler\\.toml: .*${name}`))
    expect((await runCommand(sign, [local], { env, cwd: await makeProject({}) })).code).toBe(0)
  })

  test('is MARK_KEYS for a mark', async () => {
    const marked = `${local}&mark=0123456789abcdef`
    const files = { 'wrangler.toml': toml(''), '.dev.vars': `SIGNING_KEYS=${env.SIGNING_KEYS}\n` }
    const { code, err } = await runCommand(sign, [marked], { env, cwd: await makeProject(files) })
    expect(code).toBe(1)
    expect(err[0]).toBe('the server will answer 400, mark: MARK_KEYS is not set; set it, or leave mark out')
    const remote = marked.replace('http://127.0.0.1:8787', 'https://img.example.com')
    expect((await runCommand(sign, [remote], { env, cwd: await makeProject(files) })).code).toBe(0)
  })
})

describe('a plain path in a zone with encrypted paths', () => {
  const text = '[vars.zones.a]\nprefix = "/v/"\nsource = "https://h.example.com/"\nencrypted = true\n'
  const reason = '404, the zone has encrypted paths, and this one is not: sign with --encrypt'

  test.each(['/v/a.jpg', '/v/', `/v/${'A'.repeat(58)}`])(
    'is refused by sign and verify: %s',
    async (path) => {
      const given = { env, cwd: await project(text) }
      const { code, err } = await runCommand(sign, [`${path}?width=9`], given)
      expect([code, err[0]]).toEqual([1, `the server will answer ${reason}`])
      const { out } = await runCommand(sign, [`${path}?width=9`, '--force'], given)
      const verified = await runCommand(verify, out, given)
      expect(verified.code).toBe(1)
      expect(verified.out.at(-1)).toMatch(/^ +mend +Encrypt the path: .* --encrypt$/)
    },
  )

  test('is no path that another key may have encrypted', async () => {
    const given = { env, cwd: await project(text) }
    expect((await runCommand(sign, [`/v/${'A'.repeat(59)}?width=9`], given)).code).toBe(0)
  })
})

test.each([
  ['2023-11-14', 0, /^ok {4}token/],
  ['2023-11-13', 1, /^FAIL {2}token .*the zone does not accept this kind of token$/],
])('an old token is valid up to the last day of the move: %s', async (last, code, line) => {
  const old = `schemes = ["keycdn-image"]\nlegacy_until = "${last}"\noverlays`
  const cwd = await project(WRANGLER.replace('overlays', old))
  const run = (command: typeof sign, ...args: string[]) =>
    runCommand(command, [...args, '--signing-key', 'a secret of KeyCDN'], { env, cwd })
  const { out } = await run(sign, '/free/a.jpg', '--force', '--scheme', 'keycdn-image')
  const verified = await run(verify, out[0] ?? '')
  expect(verified.code).toBe(code)
  expect(verified.out).toContainEqual(expect.stringMatching(line))
})

test('zones in code are not read, where a project may have them', async () => {
  const cwd = await makeProject({ 'wrangler.toml': 'main = "worker.ts"\n' })
  expect(await readZones(placeIn(cwd), '', {}, true)).toBeUndefined()
  await expect(readZones(placeIn(cwd), '', {}, false)).rejects.toThrow('wrangler.toml: zones: is not set')
})
