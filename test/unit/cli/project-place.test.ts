import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { doctor } from '../../../cli/doctor/doctor.ts'
import { explain } from '../../../cli/explain/explain.ts'
import { devVarsFile, readDevVars } from '../../../cli/key-source.ts'
import { migrate } from '../../../cli/migrate/migrate.ts'
import { type ProjectFlags, projectArguments, typedFlags } from '../../../cli/project-flags.ts'
import { locateProject, wranglerFlags } from '../../../cli/project-place.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { failure } from '../../support/process/failure.ts'
import { runCommand } from '../../support/project/command.ts'
import { makeProject } from '../../support/project/project.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const NONE = { env: {} }

/** Makes the folders `a/b` below a project. */
async function nested(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await makeProject({})
  await mkdir(join(root, 'a', 'b'), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text)
  return root
}

test.each([
  ['the file of the folder', { 'a/b/wrangler.toml': '', 'wrangler.toml': '' }, 'wrangler.toml'],
  ['a file above the folder', { 'a/wrangler.jsonc': '{}' }, '../wrangler.jsonc'],
  [
    'wrangler.json before the others',
    { 'wrangler.json': '{}', 'a/b/wrangler.toml': '' },
    '../../wrangler.json',
  ],
  [
    'wrangler.jsonc before wrangler.toml',
    { 'a/wrangler.jsonc': '{}', 'a/wrangler.toml': '' },
    '../wrangler.jsonc',
  ],
])('finds %s', async (_, files, shown) => {
  const cwd = join(await nested(files), 'a', 'b')
  const place = locateProject({}, { ...NONE, cwd })
  expect(place).toMatchObject({ file: join(cwd, shown), shown, isChosen: false })
})

test('--config and --env choose a file and an environment, and wrangler gets both', async () => {
  const root = await nested({ 'own.jsonc': '{}', 'a/wrangler.toml': '' })
  const place = locateProject({ config: '../own.jsonc', env: 'staging' }, { ...NONE, cwd: join(root, 'a') })
  expect(place).toEqual({
    folder: root,
    file: join(root, 'own.jsonc'),
    shown: '../own.jsonc',
    environment: 'staging',
    isChosen: true,
    typed: { config: '../own.jsonc', env: 'staging' },
  })
  expect(wranglerFlags(place)).toEqual(['--config', join(root, 'own.jsonc'), '--env', 'staging'])
})

test('CLOUDFLARE_ENV selects an environment unless --env does; an empty --env selects none', () => {
  const env = { CLOUDFLARE_ENV: 'production' }
  const environmentOf = (flags: object) => locateProject(flags, { env, cwd: '/nowhere' }).environment
  expect([{}, { env: 'staging' }, { env: '' }].map(environmentOf)).toEqual([
    'production',
    'staging',
    undefined,
  ])
})

test.each([
  ['none.toml', '--config: there is no file none.toml'],
  ['wrangler.yaml', '--config must be a .toml, .json or .jsonc file, got wrangler.yaml'],
])('refuses --config %s', (config, message) => {
  expect(() => locateProject({ config }, { ...NONE, cwd: '/nowhere' })).toThrow(
    failure('bad-parameter', message),
  )
})

test('.dev.vars.NAME replaces .dev.vars of its environment, beside the configuration', async () => {
  const cwd = await nested({
    'wrangler.toml': '',
    '.dev.vars': 'A=1\nB=1\n',
    '.dev.vars.staging': 'A=2\n',
  })
  const placeFor = (env?: string) => locateProject({ env }, { ...NONE, cwd: join(cwd, 'a', 'b') })
  expect(await readDevVars(placeFor())).toEqual({ A: '1', B: '1' })
  expect(await readDevVars(placeFor('staging'))).toEqual({ A: '2' })
  expect(devVarsFile(placeFor('production'))).toBe(join(cwd, '.dev.vars'))
})

test('sign and verify use the configuration, the environment and its secrets from a folder below', async () => {
  const zone = { prefix: '/shop/', source: 'https://example.com/' }
  const tables = {
    vars: { zones: { top: { ...zone, prefix: '/' } } },
    env: { staging: { vars: { zones: { shop: zone } } } },
  }
  const root = await nested({
    'wrangler.jsonc': `// comment\n${JSON.stringify(tables)}`,
    '.dev.vars.staging': `SIGNING_KEYS=staged:${KEY}\n`,
  })
  const cwd = join(root, 'a', 'b')
  const { out } = await runCommand(sign, ['/shop/a.jpg?width=9', '--env', 'staging'], { cwd })
  const verified = await runCommand(verify, [out[0] ?? '', '--env', 'staging'], { cwd })
  expect(verified.code).toBe(0)
  expect(verified.out).toContainEqual(expect.stringMatching(/ zone +shop, below \/shop\//))
  const missing = await runCommand(verify, [out[0] ?? '', '--env', 'none'], { cwd })
  expect(missing.err).toEqual(['../../wrangler.jsonc: there is no environment none; there are staging'])
})

test('the message for a missing secret names the file of the environment', async () => {
  const cwd = await nested({ 'wrangler.toml': '[env.staging]\n', '.dev.vars.staging': 'A=1\n' })
  const { err } = await runCommand(sign, ['/a.jpg', '--env', 'staging'], { cwd })
  expect(err.at(-1)).toMatch(/SIGNING_KEYS in the environment or in \.dev\.vars\.staging$/)
})

test('the program reads --config and --env from another folder', async () => {
  const root = await nested({
    'own.jsonc':
      '{ "env": { "staging": { "vars": { "zones": { "a": { "prefix": "/", "source": "https://h.example.com/" } } } } } }',
    '.dev.vars.staging': `SIGNING_KEYS=staged:${KEY}\n`,
  })
  const args = [resolve('cli/main.ts'), 'sign', '/a.jpg', '--config', '../../own.jsonc', '--env', 'staging']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: join(root, 'a', 'b') })
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:8787\/a\.jpg\?token=/)
})

test.each<[string, ProjectFlags, Record<string, string>, string]>([
  ['nothing', {}, {}, ''],
  ['the flags', { config: 'a b.toml', env: 'staging' }, {}, " --config 'a b.toml' --env staging"],
  ['CLOUDFLARE_ENV, which another shell may lack', {}, { CLOUDFLARE_ENV: 'staging' }, ' --env staging'],
  ['an empty --env beside CLOUDFLARE_ENV', { env: '' }, { CLOUDFLARE_ENV: 'staging' }, " --env ''"],
  ['no empty CLOUDFLARE_ENV', {}, { CLOUDFLARE_ENV: '' }, ''],
])('a line to type repeats %s', (_, flags, env, text) => {
  expect(projectArguments(typedFlags(flags, env))).toBe(text)
})

test.each([
  ['sign', sign, ['/a.jpg?width=4']],
  ['explain', explain, ['/a.jpg?width=4']],
  ['migrate', migrate, ['/cdn-cgi/image/width=4/a.jpg', '--sign']],
  ['verify', verify, ['https://h/a.jpg?width=4&token=t']],
])('%s refuses an environment that the file does not have', async (_, command, args) => {
  const cwd = await makeProject({ 'wrangler.toml': 'name = "img"\n[env.staging]\n' })
  const env = { SIGNING_KEYS: `k1:${KEY}` }
  const sentence = 'wrangler.toml: there is no environment stagin; there are staging'
  const given = { code: 1, out: [], err: [sentence] }
  expect(await runCommand(command, [...args, '--env', 'stagin'], { cwd, env })).toEqual(given)
  const exported = { ...env, CLOUDFLARE_ENV: 'stagin' }
  expect(await runCommand(command, args, { cwd, env: exported })).toEqual(given)
  // Fields that every object has are no environments.
  for (const name of ['constructor', '__proto__', 'toString'])
    expect((await runCommand(command, [...args, '--env', name], { cwd, env })).err).toEqual([
      `wrangler.toml: there is no environment ${name}; there are staging`,
    ])
})

test('a folder in place of the configuration file is named', async () => {
  const cwd = await makeProject({})
  await mkdir(join(cwd, 'wrangler.toml'))
  expect(await runCommand(doctor, [], { cwd })).toMatchObject({
    code: 1,
    err: ['wrangler.toml is a folder: it must be a file'],
  })
})
