import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { BUILT } from '../../tools/packages/packages.ts'

// playwright-core, which is pinned, bundles a YAML parser.
const { yaml } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle') as {
  readonly yaml: { parse(text: string): unknown }
}

const Step = v.strictObject({
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  if: v.optional(v.picklist(['always()', 'failure() || cancelled()'])),
})

const Job = v.strictObject({
  'runs-on': v.literal('ubuntu-latest'),
  'timeout-minutes': v.optional(v.number()),
  needs: v.optional(v.string()),
  environment: v.optional(v.string()),
  permissions: v.optional(v.record(v.string(), v.picklist(['read', 'write']))),
  strategy: v.optional(v.object({})),
  steps: v.array(Step),
})

const Workflow = v.strictObject({
  name: v.string(),
  on: v.record(v.string(), v.unknown()),
  permissions: v.strictObject({ contents: v.literal('read') }),
  concurrency: v.optional(v.object({ group: v.string() })),
  jobs: v.record(v.string(), Job),
})

const read = (name: string) =>
  v.parse(Workflow, yaml.parse(readFileSync(`.github/workflows/${name}.yml`, 'utf8')))

const stepsOf = (name: string) => Object.values(read(name).jobs).flatMap(({ steps }) => steps)
const commandsOf = (name: string) => stepsOf(name).flatMap(({ run }) => run ?? [])

describe.each(globSync('.github/workflows/*.yml').map((file) => /(\w+)\.yml$/.exec(file)?.[1] ?? ''))(
  '%s.yml',
  (name) => {
    it('may only read the repository, and each step does one thing', () => {
      for (const { uses, run } of stepsOf(name)) expect([uses, run].filter(Boolean)).toHaveLength(1)
    })

    it('keeps no credentials after a checkout', () => {
      const checkouts = stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/checkout@'))
      expect(checkouts).not.toEqual([])
      for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false })
    })

    it('runs scripts that package.json has', () => {
      const scripts = commandsOf(name).flatMap((run) => [...run.matchAll(/npm run (\S+)/g)])
      for (const [, script = ''] of scripts) expect(Object.keys(manifest.scripts)).toContain(script)
    })

    it('pins every action to a commit', () => {
      for (const { uses } of stepsOf(name))
        if (uses !== undefined) expect(uses).toMatch(/^[\w-]+(?:\/[\w-]+)+@[0-9a-f]{40}$/)
    })

    it('inserts no expression into a command', () => {
      for (const run of commandsOf(name)) expect(run).not.toContain('${{')
    })
  },
)

describe('security.yml', () => {
  const { on, jobs } = read('security')

  it('runs every day and hides no failure', () => {
    expect(on['schedule']).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }])
    expect(commandsOf('security')).toEqual(['npm ci', 'npm run tool security'])
  })

  it('gives write access only to CodeQL, and only for findings', () => {
    const permissions = Object.entries(jobs).map(([name, job]) => [name, job.permissions])
    expect(permissions).toEqual([
      ['known-vulnerabilities', undefined],
      ['codeql', { contents: 'read', 'security-events': 'write' }],
    ])
  })

  it('analyzes TypeScript with CodeQL', () => {
    const used = jobs['codeql']?.steps.map(({ uses }) => uses?.split('@')[0])
    expect(used).toEqual(['actions/checkout', 'github/codeql-action/init', 'github/codeql-action/analyze'])
    expect(jobs['codeql']?.steps[1]?.with).toMatchObject({ languages: 'javascript-typescript' })
  })
})

describe('fuzz.yml', () => {
  const { on, jobs } = read('fuzz')

  it('runs for half an hour every night', () => {
    expect(on['schedule']).toEqual([{ cron: expect.stringMatching(/^\d+ [0-5] \* \* \*$/) }])
    const [, requests = '', , decoders = ''] = commandsOf('fuzz')
    expect(requests).toContain('npm run tool fuzz -- --seconds 1800 ')
    expect(decoders).toContain('SECONDS < 1800')
    expect(decoders).toContain('npm run tool robustness')
    for (const command of [requests, decoders]) expect(command).toContain('set -o pipefail')
  })

  it('keeps the corpus and the files of failing cases, even if the job reaches its time limit', () => {
    const kept = Object.values(jobs).flatMap(({ steps }) =>
      steps
        .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
        .map((step) => [step.if, step.with?.['name'], step.with?.['path']]),
    )
    expect(kept).toEqual([
      ['always()', 'fuzz-corpus', 'dist/fuzz/corpus'],
      ['failure() || cancelled()', 'fuzz-failures', 'dist/fuzz\n!dist/fuzz/corpus\n'],
      ['failure() || cancelled()', 'decoder-failures', 'dist/fuzz'],
    ])
  })
})

describe('release.yml', () => {
  const { on, jobs } = read('release')
  const { pack, publish, ...others } = jobs
  const run = (job: typeof pack) => (job?.steps ?? []).flatMap((step) => step.run ?? [])
  const used = (job: typeof pack) => job?.steps.flatMap(({ uses }) => uses?.split('@')[0] ?? [])

  it('runs for the tags of final versions alone', () => {
    expect(on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } })
    expect(others).toEqual({})
  })

  it('checks, builds, tests and packs before it publishes', () => {
    expect(run(pack)).toEqual([
      'npm ci',
      'npm run tool release -- "$GITHUB_REF_NAME"',
      'npm test',
      'npm run check',
      'npm run tool packages',
      'npm run package',
    ])
    expect(pack?.steps.at(-1)?.with).toEqual({
      name: 'packages',
      path: `${BUILT}/*.tgz`,
      'if-no-files-found': 'error',
    })
    expect(publish?.needs).toBe('pack')
    expect(publish?.steps[0]?.with).toEqual({ name: 'packages', path: 'packages' })
  })

  it('gives the identity for npm only to a job without code of the repository', () => {
    expect(pack?.permissions).toBeUndefined()
    expect(publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(publish?.environment).toBe('npm')
    expect(used(publish)).toEqual(['actions/download-artifact', 'actions/setup-node'])
    expect(JSON.stringify(publish)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|npm (?:ci|run|install)/)
  })

  it('publishes every tarball with provenance, and stops at the first that fails', () => {
    const [command = '', ...rest] = run(publish)
    expect(rest).toEqual([])
    const npm = 'npm() { echo "$@"; [[ $2 != *-b-* ]]; }'
    const folder = mkdtempSync(join(tmpdir(), 'signet-release-'))
    mkdirSync(join(folder, 'packages'))
    for (const name of ['x-a-1.tgz', 'x-b-1.tgz', 'x-c-1.tgz'])
      writeFileSync(join(folder, 'packages', name), '')
    // GitHub runs commands with these flags.
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', `${npm}\n${command}`]
    const { status, stdout } = spawnSync('bash', args, { cwd: folder, encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect(status).not.toBe(0)
    expect(stdout.trim().split('\n')).toEqual([
      'publish ./packages/x-a-1.tgz --provenance --access public',
      'publish ./packages/x-b-1.tgz --provenance --access public',
    ])
  })
})
