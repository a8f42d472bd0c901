import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../cli/commands.ts'
import { deny } from '../../../cli/deny/deny.ts'
import { doctor } from '../../../cli/doctor/doctor.ts'
import { keygen } from '../../../cli/keygen.ts'
import { migrate } from '../../../cli/migrate/migrate.ts'
import { purge } from '../../../cli/purge/purge.ts'
import { sign } from '../../../cli/sign.ts'
import { verify } from '../../../cli/verify.ts'
import { warm } from '../../../cli/warm/warm.ts'
import { runCommand } from '../../support/project/command.ts'

const env = { SIGNING_KEYS: 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }

describe('a flag that npm kept is refused, with the line to type', () => {
  it.each([
    ['sign', sign, ['/a.jpg', '10m'], { expiry: 'true' }, "sign '/a.jpg' --expiry WHEN"],
    ['sign', sign, ['/a.jpg'], { expiry: '10m' }, "sign '/a.jpg' --expiry WHEN"],
    ['sign', sign, ['/a.jpg', '10m'], { expire: 'true' }, "sign '/a.jpg' --expiry WHEN"],
    ['sign', sign, ['/a.jpg'], { expires: '1800000000' }, "sign '/a.jpg' --expiry WHEN"],
    ['sign', sign, ['/a.jpg', 'k1:x'], { signing_key: 'true' }, "sign '/a.jpg' --signing-key KEY"],
    ['sign', sign, ['/a.jpg'], { srcset: 'true', widths: '5' }, "sign '/a.jpg' --widths LIST --srcset"],
    ['verify', verify, ['https://h/a.jpg'], { address: '::1' }, 'verify URL --address IP'],
    ['deny', deny, ['add', '/a?token=t'], { remote: 'true' }, 'deny add URL… --remote'],
    ['deny', deny, ['/a?token=t'], { remote: 'true' }, 'deny add URL… --remote'],
    ['deny', deny, ['add', '/a?token=t', '--local'], { remote: 'true' }, 'deny add URL… --remote'],
    ['deny', deny, ['/a?token=t', '--remote'], { remove: 'true' }, 'deny remove URL… --remote'],
    ['deny', deny, ['--remote'], { list: 'true' }, 'deny list --remote'],
    ['deny', deny, ['--local'], { list: 'true' }, 'deny list --local'],
    ['deny', deny, [], { list: 'true', remote: 'true' }, 'deny list --remote'],
    ['deny', deny, ['--env', 'x y'], { list: 'true', remote: 'true' }, "deny list --remote --env 'x y'"],
    ['deny', deny, ['/a?token=t'], { remove: 'true' }, 'deny remove URL… --local'],
    ['purge', purge, ['zone', 'a'], { remote: 'true' }, 'purge zone NAME… --remote'],
    [
      'purge',
      purge,
      ['zone', 'a', '--remote', '--yes'],
      { preview: 'true' },
      'purge zone NAME… --preview --remote',
    ],
    ['purge', purge, ['zone', 'a', '--remote'], { dry_run: 'true' }, 'purge source PATH… --preview --remote'],
    ['purge', purge, ['--remote', '/a.jpg'], { source: 'true' }, 'purge source PATH… --remote'],
    ['migrate', migrate, ['/a.jpg'], { sign: 'true' }, 'migrate URL… --sign'],
    ['warm', warm, ['urls.txt'], { accept: '*/*' }, 'warm FILE --accept TYPES'],
    ['doctor', doctor, ['https://h'], { url: 'true' }, 'doctor --url URL'],
    ['keygen', keygen, [], { id: 'k1' }, 'keygen --id ID'],
  ])('%s %j', async (_, command, args, kept, line) => {
    const variables = Object.entries(kept).map(([name, value]) => [`npm_config_${name}`, value])
    const given = { ...env, ...Object.fromEntries(variables) }
    const { code, out, err } = await runCommand(command, args, { env: given })
    expect({ code, out, lines: err.length }).toEqual({ code: 1, out: [], lines: 1 })
    expect(err[0]).toMatch(/^npm kept --/)
    expect(err[0]).toContain(variables[0]?.[0])
    expect(err[0]?.split('\n')[1]).toBe(`  npx --no signet ${line}`)
    expect(err[0]).not.toContain('token=t')
  })
})

describe('a variable of npm is ignored', () => {
  it.each([
    ['if npx set it empty', ['/a.jpg'], { expiry: '' }],
    ['if the flag is given, too', ['/a.jpg', '--expiry=10m'], { expiry: '5m' }],
    ['if it is no flag of the command', ['/a.jpg'], { loglevel: 'silent', remote: 'true', yes: 'true' }],
  ])('%s', async (_, args, kept) => {
    const variables = Object.entries(kept).map(([name, value]) => [`npm_config_${name}`, value])
    const given = { env: { ...env, ...Object.fromEntries(variables) } }
    expect((await runCommand(sign, args, given)).code).toBe(0)
  })

  it.each(Object.keys(COMMANDS))('by %s, if npm sets it for every command', async (name) => {
    const command = (await COMMANDS[name]?.load()) ?? expect.fail()
    const kept = { npm_config_prefix: '/usr/local', npm_config_key: 'of a registry' }
    const { err } = await runCommand(command, ['--nonsense'], { env: kept })
    expect(err.join()).toContain("unknown option '--nonsense'")
  })

  it.each(Object.keys(COMMANDS))('by %s --help', async (name) => {
    const command = (await COMMANDS[name]?.load()) ?? expect.fail()
    const kept = { npm_config_remote: 'true', npm_config_expiry: 'true', npm_config_url: 'true' }
    expect((await runCommand(command, ['--help'], { env: kept })).code).toBe(0)
  })

  it('if npm has an option of the same name: the report has another form only', async () => {
    const { err } = await runCommand(doctor, [], { env: { npm_config_json: 'true' } })
    expect(err.join()).not.toContain('npm kept')
  })
})

describe('the line to type has placeholders', () => {
  it.each([
    ['for a URL with a token', ['https://h/a.jpg?width=4&token=secret']],
    ['for an argument that is no URL', ['secret', '/a.jpg']],
    ['without an argument', []],
  ])('%s', async (_, args) => {
    const { err } = await runCommand(sign, args, { env: { ...env, npm_config_expiry: '10m' } })
    expect(err[0]?.split('\n')[1]).toBe('  npx --no signet sign URL --expiry WHEN')
  })
})

it('the line to type quotes the URL for the shell', async () => {
  const { err } = await runCommand(sign, ["/it's$&.jpg"], { env: { ...env, npm_config_expiry: '10m' } })
  expect(err[0]?.split('\n')[1]).toBe("  npx --no signet sign '/it'\\''s$&.jpg' --expiry WHEN")
})

describe('a flag that has the name of an option of npm', () => {
  const NOTE = 'note: npm run keeps --json: type npx --no signet doctor --json'

  it.each([
    [[], 'doctor', true],
    [['--json'], 'doctor', false],
    [[], 'npx', false],
    [[], 'deploy', false],
  ])('is noted for doctor %j in the script %s: %s', async (args, script, isNoted) => {
    const kept = { npm_config_json: 'true', npm_lifecycle_event: script }
    const { err } = await runCommand(doctor, args, { env: kept })
    expect(err.includes(NOTE)).toBe(isNoted)
  })
})

it.each([[['/a.jpg', '10m']], [['/a.jpg', '/b.jpg']]])(
  'an argument too many is never signed: %j',
  async (args) => {
    expect(await runCommand(sign, args, { env })).toMatchObject({ code: 1, out: [] })
  },
)
