import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { explain } from '../../../cli/explain/explain.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { createPathCipher } from '../../../src/signing/sdk/path.ts'
import { NOW, runCommand } from '../../support/project/command.ts'
import { makeProject } from '../../support/project/project.ts'

const entryOf = (id: string) => `${id}:${createHmac('sha256', 'cli').update(id).digest('base64url')}`

const WRANGLER = `
[[r2_buckets]]
binding = "IMAGES"

[vars.zones.all]
prefix = "/"
source = "r2:IMAGES"

[vars.zones.shop]
prefix = "/shop/"
source = "r2:IMAGES/shop/"
presets.stamp = { olurl = "/brand/stamp.svg", olscale = 20 }

[vars.zones.vault]
prefix = "/vault/"
source = "r2:IMAGES/vault/"
encrypted = true

[vars.keys.small]
zones = ["all", "shop", "vault"]
paths = ["/brand/"]
max_width = 400

[vars.keys.stamped]
zones = ["shop"]
preset = "stamp"

[vars.keys.other]
zones = ["vault"]
`

const SECRETS = {
  SIGNING_KEYS: ['other', 'small', 'stamped'].map(entryOf).join(),
  PATH_KEYS: entryOf('paths'),
}

const project = () =>
  makeProject({ 'wrangler.toml': WRANGLER, '.dev.vars': `PATH_KEYS=${SECRETS.PATH_KEYS}\n` })

async function signed(target: string, flags: readonly string[] = [], env: NodeJS.Dict<string> = SECRETS) {
  const { out, err } = await runCommand(sign, [`https://img.example.com${target}`, '--force', ...flags], {
    env,
    cwd: await project(),
  })
  return { url: out[0] ?? '', err: err.filter((line) => !/^(?:expires|key): /.test(line)) }
}

async function ruleOf(url: string, rule: string, env: NodeJS.Dict<string> = SECRETS) {
  const { code, out } = await runCommand(verify, [url], { env, cwd: await project() })
  return { code, text: out.find((line) => line.slice(6).startsWith(rule)) }
}

describe('sign', () => {
  test('uses the first key that may be used in the zone', async () => {
    const { url, err } = await signed('/shop/brand/a.jpg?width=40')
    expect({ err, query: new URL(url).searchParams.get('kid') }).toEqual({ err: [], query: null })
    expect(await ruleOf(url, 'token')).toEqual({ code: 0, text: 'ok    token    hmac, made with key small' })
  })

  test('writes the key id if the zone has more than four keys', async () => {
    const SIGNING_KEYS = ['other', 'a', 'b', 'c', 'd', 'e'].map(entryOf).join()
    const { url, err } = await signed('/shop/a.jpg?width=40', [], { SIGNING_KEYS })
    expect(err).toEqual([])
    expect(new URL(url).searchParams.get('kid')).toBe('a')
    expect((await ruleOf(url, 'token', { SIGNING_KEYS })).text).toBe('ok    token    hmac, made with key a')
    const unnamed = url.replace(/kid=a&token=.*/, 'token=x')
    expect((await ruleOf(unnamed, 'token', { SIGNING_KEYS })).text).toBe(
      'FAIL  token    the server answers 403: the URL must name its key by kid: the zone has 5 keys, more than 4',
    )
  })

  test.each([
    [
      '/shop/brand/a.jpg?width=401',
      [],
      'the key small may sign at most 400 pixels of width: the image could be wider',
    ],
    ['/shop/a.jpg?width=40', ['--kid', 'other'], 'the key other may not be used in this zone'],
  ])('warns about options that the key may not sign: %s %j', async (target, flags, why) => {
    expect((await signed(target, flags)).err).toEqual([`warning: the server will answer 403, ${why}`])
  })
})

describe('verify', () => {
  test.each([
    ['/shop/brand/a.jpg?width=40', [], 'ok    policy   the policy of small allows it'],
    [
      '/shop/secret/a.jpg?width=40',
      [],
      'FAIL  policy   the server answers 403: the key small may not show an image outside its paths',
    ],
    ['/shop/a.jpg?width=40', ['--kid', 'stamped'], 'ok    policy   the policy of stamped allows it'],
    ['/shop/a.jpg?width=x', ['--kid', 'stamped'], 'note  policy   not checked'],
    [
      '/shop/brand/a.jpg?width=40&olurl=/secret//a.jpg',
      [],
      'FAIL  policy   the server answers 403: the key small may not use a file outside its paths: olurl',
    ],
    ['/shop/a.jpg?width=40', ['--kid', 'other'], 'note  policy   not checked'],
  ])('%s %j', async (target, flags, text) => {
    expect((await ruleOf((await signed(target, flags)).url, 'policy')).text).toBe(text)
  })

  test('checks the path inside an encrypted one, if possible', async () => {
    const { encrypt } = createPathCipher({ key: SECRETS.PATH_KEYS, prefix: '/vault/' })
    const foreign = createPathCipher({ key: entryOf('foreign'), prefix: '/vault/' })
    const texts = [
      await encrypt('/vault/brand/a.jpg'),
      await encrypt('/vault/secret/a.jpg'),
      await foreign.encrypt('/vault/secret/a.jpg'),
    ].map(
      async (path) =>
        (await ruleOf((await signed(`${path}?width=40`, ['--kid', 'small'])).url, 'policy')).text,
    )
    expect(await Promise.all(texts)).toEqual([
      'ok    policy   the policy of small allows it',
      'FAIL  policy   the server answers 403: the key small may not show an image outside its paths',
      'ok    policy   the policy of small allows it, but its paths were not checked: PATH_KEYS does not decrypt this URL',
    ])
  })
})

describe('explain', () => {
  async function explained(target: string, flags: readonly string[]) {
    const { url } = await signed(target, flags)
    const { out } = await runCommand(explain, [url], { env: SECRETS, cwd: await project(), now: () => NOW })
    return Object.fromEntries(out.map((line) => [line.slice(0, 9).trim(), line.slice(11)]))
  }

  test('explains how to fix options that the key may not sign', async () => {
    expect(await explained('/shop/brand/a.jpg?width=401', [])).toMatchObject({
      policy: expect.stringContaining('at most 400 pixels of width'),
      FAIL: 'policy: the server answers 403: the key small may sign at most 400 pixels of width: the image could be wider',
      mend: 'Request only what the key may sign, sign with another key, or change its table under [vars.keys]: docs/policies.md.',
    })
  })

  test('shows the options and the cache key of a forced preset', async () => {
    const shown = await explained('/shop/a.jpg?width=40', ['--kid', 'stamped'])
    expect(shown).toMatchObject({
      options: expect.stringContaining('width=40&olurl=/brand/stamp.svg&olscale=20'),
      policy: 'the policy of stamped allows it',
      'cache key': expect.stringContaining('olurl=/brand/stamp.svg'),
    })
  })
})
