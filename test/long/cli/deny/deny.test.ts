import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deny, makeDeny } from '../../../../cli/deny/deny.ts'
import type { Wrangler } from '../../../../cli/deny/wrangler.ts'
import { MAX_ENTRIES } from '../../../../src/edge/gates/deny-entries.ts'
import { denyList } from '../../../../src/edge/gates/deny-list.ts'
import { parseWire } from '../../../../src/signing/url/wire.ts'
import { NOW, runCommand } from '../../../support/project/command.ts'
import { makeProject } from '../../../support/project/project.ts'
import { imgproxyUrl } from '../../../support/worker/foreign-urls.ts'
import { SIGNING_KEYS, sign } from '../../../support/worker/worker.ts'

const WRANGLER = `
name = "signet"
compatibility_date = "2026-11-01"
[[kv_namespaces]]
binding = "DENIED"
id = "0123456789abcdef0123456789abcdef"
[[r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
[vars.zones.moved]
prefix = "/moved/"
source = "r2:IMAGES"
schemes = ["hmac", "imgproxy"]
`

const STAGING = `
[[env.staging.kv_namespaces]]
binding = "DENIED"
id = "1123456789abcdef0123456789abcdef"
[[env.staging.r2_buckets]]
binding = "IMAGES"
bucket_name = "images"
[env.staging.vars.zones.images]
prefix = "/"
source = "r2:IMAGES"
`

const HOST = 'https://img.example.com'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const tokenOf = (url: string) => /token=([^&]+)/.exec(url)?.[1] ?? ''
const urlOf = async (target: string) => HOST + (await sign(target))
const [FOREVER, LATER] = [await urlOf('/a.jpg?width=4'), await urlOf(`/a.jpg?width=4&expire=${NOW + 60}`)]
const OVER = await urlOf(`/a.jpg?width=4&expire=${NOW - 1}`)
const hashes = [FOREVER, LATER, OVER].map((url) => sha256(tokenOf(url)))
const [forever = '', later = '', over = ''] = hashes
const laterLine = `${later}  until 2023-11-14T22:14:20Z`

/** Creates the command with an account's list in memory. */
async function account(list: string | null, files: Record<string, string> = {}) {
  const cwd = await makeProject({ 'wrangler.toml': WRANGLER, ...files })
  const state = { list, calls: [] as string[] }
  const wrangler: Wrangler = async ([, , verb = '', ...args]) => {
    state.calls.push(verb)
    if (verb === 'put') state.list = await readFile(args[args.indexOf('--path') + 1] ?? '', 'utf8')
    if (verb === 'get' && state.list !== null) return state.list
    if (verb === 'get') throw new Error('not in this test')
    return ''
  }
  const run = async (args: readonly string[], SIGNING?: string) => {
    const env = SIGNING === undefined ? {} : { SIGNING_KEYS: SIGNING }
    const ran = await runCommand(
      makeDeny(() => wrangler),
      [...args, '--remote', '--yes'],
      { cwd, env },
    )
    for (const url of [FOREVER, LATER, OVER]) expect(`${ran.out}${ran.err}`).not.toContain(tokenOf(url))
    return { ...ran, err: ran.err.filter((line) => !line.includes(', KV namespace ')) }
  }
  return { state, run }
}

describe('deny', () => {
  it('adds URLs and tokens, which the Worker then refuses', async () => {
    const { state, run } = await account('')
    expect(await run(['add', FOREVER, tokenOf(LATER)])).toEqual({
      code: 0,
      out: [forever, later],
      err: ['denied 2; 2 entries on the deployed list of Worker signet (wrangler.toml)'],
    })
    expect(state.list).toBe(`${forever}\n${later}\n`)
    const binding = { DENIED: { get: async () => state.list } }
    for (const url of [FOREVER, LATER, `${FOREVER}&w=9`])
      await expect(denyList().assertAllowed(parseWire(url), binding, () => undefined)).rejects.toMatchObject({
        code: 'forbidden',
      })
    await expect(denyList().assertAllowed(parseWire(OVER), binding, () => undefined)).resolves.toBeUndefined()
  })

  it('adds a path with its query, and a URL of another service', async () => {
    const { state, run } = await account('')
    const old = imgproxyUrl('/moved/', 'w:100/', 'local:///a.png')
    expect((await run(['add', FOREVER.slice(HOST.length), HOST + old, FOREVER])).code).toBe(0)
    expect(state.list).toBe(`${forever}\n${sha256(old)}\n`)
  })

  it('sets the expiry of a URL if its key is available', async () => {
    const { state, run } = await account('')
    expect(await run(['add', LATER, OVER], SIGNING_KEYS)).toEqual({
      code: 0,
      out: [laterLine],
      err: [
        'URL 2 has expired, and needs no entry',
        'denied 1; 1 entry on the deployed list of Worker signet (wrangler.toml)',
      ],
    })
    expect(state.list).toBe(`${later} ${NOW + 60}\n`)
    expect(await run(['add', OVER], SIGNING_KEYS)).toEqual({
      code: 0,
      out: [],
      err: ['URL 1 has expired, and needs no entry'],
    })
  })

  it('sets the expiry of a URL even if more than four keys exist in other zones', async () => {
    const others = ['a', 'b', 'c', 'd'].map((id) => `${id}:${SIGNING_KEYS.split(':')[1]}`)
    const limits = ['a', 'b', 'c', 'd'].map((id) => `[vars.keys.${id}]\nzones = ["moved"]\n`).join('')
    const { run } = await account('', { 'wrangler.toml': WRANGLER + limits })
    const ran = await run(['add', LATER], [...others, SIGNING_KEYS].join())
    expect(ran.err).toEqual(['denied 1; 1 entry on the deployed list of Worker signet (wrangler.toml)'])
  })

  it.each([
    ['no key is here', OVER, undefined],
    [
      'another key is here',
      OVER,
      `k1:${Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64url')}`,
    ],
    ['the expire was added', `${FOREVER.replace('&token', `&expire=${NOW - 1}&token`)}`, SIGNING_KEYS],
  ])('adds an entry without end if %s', async (_, url, key) => {
    const { state, run } = await account('')
    const { err } = await run(['add', url], key)
    expect(err[0]).toMatch(/^note: no key here verifies the expire/)
    expect(state.list).toBe(`${sha256(tokenOf(url))}\n`)
  })

  const MISTYPED = FOREVER.replace(/token=./, (text) => (text.endsWith('A') ? 'token=B' : 'token=A'))
  it.each([
    ['no key verifies it', MISTYPED, SIGNING_KEYS, 1],
    ['a key verifies it', FOREVER, SIGNING_KEYS, 0],
    ['no key is here', MISTYPED, undefined, 0],
    ['the argument is a token alone', tokenOf(MISTYPED), SIGNING_KEYS, 0],
  ])('warns of a token that may be mistyped if %s', async (_, url, key, warnings) => {
    const { state, run } = await account('')
    const { code, err } = await run(['add', url], key)
    const warned = err.filter((line) =>
      line.startsWith('warning: no key here verifies the token of URL 1: if it is mistyped,'),
    )
    expect([code, warned.length]).toEqual([0, warnings])
    expect(state.list).toBe(`${sha256(tokenOf(url) || url)}\n`)
  })

  it('adds an existing entry only once, and drops expired entries', async () => {
    const { state, run } = await account(`${over} ${NOW - 1}\n${later} ${NOW + 60}\n`)
    expect(await run(['add', LATER, LATER, FOREVER])).toEqual({
      code: 0,
      out: [laterLine, forever],
      err: [
        expect.stringContaining('note'),
        'denied 2; 1 already on the list; 1 entry dropped, whose URLs have expired; 2 entries on the deployed list of Worker signet (wrangler.toml)',
      ],
    })
    expect(state.list).toBe(`${later} ${NOW + 60}\n${forever}\n`)
  })

  it('writes nothing if nothing changes', async () => {
    const { state, run } = await account(`${forever}\n`)
    await run(['add', FOREVER])
    expect(state.calls).toEqual(['get'])
  })

  it(`adds no more than ${MAX_ENTRIES} entries`, async () => {
    const full = Array.from(
      { length: MAX_ENTRIES },
      (_, at) => `${at.toString(16).padStart(64, '0')}\n`,
    ).join('')
    const { state, run } = await account(full)
    expect((await run(['add', FOREVER])).err).toEqual([
      expect.stringMatching(/^the list would have 20001 entries: /),
    ])
    expect(state.list).toBe(full)
  })
})

describe('deny remove', () => {
  it.each([
    ['by the URL', FOREVER],
    ['by the token', tokenOf(FOREVER)],
    ['by the entry', forever],
  ])('removes an entry %s', async (_, argument) => {
    const { state, run } = await account(`${forever}\n${later} ${NOW + 60}\n`)
    expect(await run(['remove', argument, OVER])).toEqual({
      code: 0,
      out: [forever],
      err: ['removed 1; 1 not on the list; 1 entry on the deployed list of Worker signet (wrangler.toml)'],
    })
    expect(state.list).toBe(`${later} ${NOW + 60}\n`)
  })
})

it('deny remove fails if nothing was removed', async () => {
  const { state, run } = await account(`${forever}\n`)
  expect(await run(['remove', LATER])).toEqual({
    code: 1,
    out: [],
    err: ['removed 0; 1 not on the list; 1 entry on the deployed list of Worker signet (wrangler.toml)'],
  })
  expect(state.calls).toEqual(['get'])
})

it('lists the entries', async () => {
  const { run } = await account(`${forever}\n${later} ${NOW + 60}\n`)
  expect(await run(['list'])).toEqual({
    code: 0,
    out: [forever, laterLine],
    err: ['2 entries on the deployed list of Worker signet (wrangler.toml)'],
  })
})

it('does not change a list that it cannot read', async () => {
  const { state, run } = await account('x')
  const { code, err } = await run(['add', FOREVER])
  expect([code, err]).toEqual([1, ['the deny list is malformed in line 1']])
  expect(state.list).toBe('x')
})

describe('deny refuses without quoting a token:', () => {
  it.each<[string[], string]>([
    [[FOREVER.replace(/&token.*/, '')], 'URL 1 has no token: put the whole URL into quotes'],
    [[`${HOST}/moved/a.jpg?s=1`], 'URL 1 has no token: put the whole URL into quotes'],
    [[FOREVER, tokenOf(FOREVER).slice(1)], 'URL 2 is no URL, path, token or entry'],
    [[`token=${tokenOf(FOREVER)}`], 'URL 1 is no URL, path, token or entry'],
    [
      [`${FOREVER}&${tokenOf(FOREVER)}`],
      'URL 1 is no URL that the Worker accepts: see npx --no signet verify',
    ],
    [[`${HOST}/a//b.jpg?token=x`], 'URL 1 is no URL that the Worker accepts: see npx --no signet verify'],
  ])('add %j', async (urls, sentence) => {
    const { state, run } = await account('')
    expect(await run(['add', ...urls])).toEqual({ code: 1, out: [], err: [sentence] })
    expect(state.calls).toEqual([])
  })

  const ADD = 'npx --no signet deny add URL…'
  const REMOVE = 'npx --no signet deny remove URL…'
  const LIST = 'npx --no signet deny list'
  it.each<[string[], string[]]>([
    [[], [ADD, REMOVE, LIST]],
    [
      [FOREVER, '--remote'],
      [ADD, REMOVE, LIST],
    ],
    [
      ['ad', FOREVER, '--remote'],
      [ADD, REMOVE, LIST],
    ],
    [
      ['constructor', FOREVER, '--remote'],
      [ADD, REMOVE, LIST],
    ],
    [['add', '--remote'], [ADD]],
    [['list', FOREVER, '--remote'], [LIST]],
    [
      ['add', FOREVER],
      [`${ADD} --local`, `${ADD} --remote`],
    ],
    [
      ['remove', FOREVER, '--yes'],
      [`${REMOVE} --local`, `${REMOVE} --remote`],
    ],
    [['list'], [`${LIST} --local`, `${LIST} --remote`]],
    [
      ['add', FOREVER, '--local', '--remote'],
      [`${ADD} --local`, `${ADD} --remote`],
    ],
    [['--remove', FOREVER, '--remote'], [`${REMOVE} --remote`]],
    [['--list', '--remote'], [`${LIST} --remote`]],
    [['--remove', FOREVER, '--local'], [`${REMOVE} --local`]],
    [['--list'], [`${LIST} --local`, `${LIST} --remote`]],
    [['--list', '--local', '--env=staging'], [`${LIST} --local --env staging`]],
    [
      ['add', FOREVER, '--remote', '--env', 'staging', '--config', 'wrangler.toml'],
      [`${ADD} --remote --yes --config wrangler.toml --env staging`],
    ],
    [
      ['list', '--env', 'staging'],
      [`${LIST} --local --env staging`, `${LIST} --remote --env staging`],
    ],
    [['add', '--env', 'staging'], [`${ADD} --env staging`]],
    [['add', FOREVER, '--remote'], [`${ADD} --remote --yes`]],
    [['remove', FOREVER, '--remote'], [`${REMOVE} --remote --yes`]],
  ])('%j, and shows what to type', async (args, shown) => {
    const cwd = await makeProject({ 'wrangler.toml': WRANGLER + STAGING })
    const calls: unknown[] = []
    const wrangler: Wrangler = async (given) => {
      calls.push(given)
      return ''
    }
    const { code, out, err } = await runCommand(
      makeDeny(() => wrangler),
      args,
      { cwd },
    )
    expect([code, out, calls]).toEqual([1, [], []])
    expect(err.join('\n')).toContain('nothing was changed')
    expect(err.join('\n').match(/^ {2}npx .*$/gm)).toEqual(shown.map((line) => `  ${line}`))
    expect(err.join()).not.toContain(tokenOf(FOREVER))
  })
})

describe('a change of the deployed list', () => {
  const PLAN =
    'adds 2 URLs to the deployed list of Worker signet (wrangler.toml), KV namespace 0123456789abcdef0123456789abcdef'

  it.each([
    [true, 0, ['get', 'put']],
    [false, 1, []],
  ])('is shown first, and made only if the user agrees: %s', async (answer, code, verbs) => {
    const cwd = await makeProject({ 'wrangler.toml': WRANGLER })
    const events: string[] = []
    const wrangler: Wrangler = async ([, , verb = '']) => {
      events.push(verb)
      return ''
    }
    const ask = async (question: string) => {
      events.push(question)
      return answer
    }
    const args = ['add', FOREVER, tokenOf(LATER), '--remote']
    const ran = await runCommand(
      makeDeny(() => wrangler),
      args,
      { cwd, ask },
    )
    expect([ran.code, ran.err[0], events]).toEqual([code, PLAN, ['Go on?', ...verbs]])
    expect(ran.err.at(-1)).toBe(
      answer
        ? 'denied 2; 2 entries on the deployed list of Worker signet (wrangler.toml)'
        : 'nothing was changed',
    )
  })
})

describe('the local list', () => {
  it('is the list of the local server', async () => {
    const cwd = await makeProject({ 'wrangler.toml': WRANGLER + STAGING })
    await mkdir(join(cwd, '.wrangler'))
    expect(await runCommand(deny, ['add', FOREVER, '--local'], { cwd })).toEqual({
      code: 0,
      out: [forever],
      err: ['denied 1; 1 entry on the local list of wrangler.toml'],
    })
    expect(await runCommand(deny, ['list', '--local'], { cwd })).toMatchObject({ code: 0, out: [forever] })
    const staging = await runCommand(deny, ['list', '--local', '--env', 'staging'], { cwd })
    expect(staging.err).toEqual(['0 entries on the local list of wrangler.toml, environment staging'])
  })

  it('exists without a binding, and a note says so; the deployed one does not', async () => {
    const cwd = await makeProject({ 'wrangler.toml': WRANGLER.replace('"DENIED"', '"OTHER"') })
    const note =
      'note: only the local server has it, since wrangler.toml binds no DENIED: see docs/deny-list.md'
    expect(await runCommand(deny, ['add', FOREVER, '--local'], { cwd })).toEqual({
      code: 0,
      out: [forever],
      err: ['denied 1; 1 entry on the local list of wrangler.toml', note],
    })
    expect((await runCommand(deny, ['list', '--local'], { cwd })).out).toEqual([forever])
    expect(await runCommand(deny, ['list', '--remote'], { cwd })).toEqual({
      code: 1,
      out: [],
      err: [
        'wrangler.toml: there is no KV namespace with the binding DENIED: add it as shown in docs/deny-list.md',
      ],
    })
  })

  it('requires a wrangler.toml', async () => {
    const cwd = await makeProject({})
    expect((await runCommand(deny, ['list', '--local'], { cwd })).err).toEqual([
      'there is no wrangler.toml here',
    ])
  })
})
