import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { runChecks } from '../../../../cli/doctor/check.ts'
import { EMBEDDING_CHECKS } from '../../../../cli/doctor/embedding.ts'
import { readEntry } from '../../../../cli/doctor/entry.ts'
import { LOCAL_CHECKS } from '../../../../cli/doctor/local-checks.ts'
import { readSetup } from '../../../../cli/doctor/setup.ts'
import { NOW } from '../../../support/project/command.ts'
import { placeIn } from '../../../support/project/place.ts'
import { makeProject } from '../../../support/project/project.ts'

const PACKAGE = '@owner/signet-worker'
const OWN = `import signet from '${PACKAGE}/worker'\nexport default { fetch: signet.fetch }\n`
const RENDER = `export { Render } from '${PACKAGE}/worker'\n`
const TIERED = `[vars.cache]
tiered = true
[exports.Render]
type = "worker"
cache = { enabled = true }
`
const ZONES = '[vars.zones.images]\nprefix = "/"\nsource = "r2:IMAGES"\noverlays = []\n'

/** Returns the findings for a project that depends on the package. */
async function diagnose(worker: string | undefined, tables = ZONES, checks = EMBEDDING_CHECKS) {
  const cwd = await makeProject({
    'wrangler.toml': `main = "worker.ts"\n${tables}`,
    ...(worker !== undefined && { 'worker.ts': worker }),
    'other.ts': RENDER,
  })
  const findings = runChecks(checks, await readSetup(placeIn(cwd), NOW, PACKAGE))
  return findings.map(({ check, problem }) => [check, problem])
}

test('a project that embeds Signet has no finding', async () => {
  expect(await diagnose(OWN)).toEqual([])
})

describe('the tiered cache', () => {
  test.each([
    ['exports Render itself', OWN + RENDER],
    ['exports Render of another file', `${OWN}export { Render } from './other.ts'\n`],
    ['exports everything of another file', `${OWN}export * from './other.ts'\n`],
    ['exports everything of the package', `${OWN}export * from '${PACKAGE}/worker'\n`],
    ['exports a class of its own', `${OWN}export class Render {}\n`],
  ])('accepts an entry that %s', async (_, worker) => {
    expect(await diagnose(worker, ZONES + TIERED)).toEqual([])
  })

  test.each([
    ['without Render', OWN],
    ['that imports Render only', `import { Render } from '${PACKAGE}/worker'\nRender\n${OWN}`],
    ['that names Render in a comment', `// export { Render }\n${OWN}`],
  ])('refuses an entry %s', async (_, worker) => {
    expect(await diagnose(worker, ZONES + TIERED)).toEqual([
      ['render', 'cache.tiered: main does not export Render'],
    ])
  })
})

test('an entry without Signet is found', async () => {
  expect(await diagnose("import 'hono'\nexport default {}\n")).toEqual([
    ['entry', `main imports nothing of ${PACKAGE}`],
  ])
})

test.each([
  ['is missing', undefined, 'main is worker.ts, and there is no such file'],
  ['has a mistake', 'export default {', 'main cannot be read: Expected identifier but found end of file'],
])('an entry that %s is found', async (_, worker, problem) => {
  expect(await diagnose(worker)).toEqual([['main', expect.stringContaining(problem)]])
})

test('zones in code are no fault', async () => {
  const worker = `import { createSignet } from '${PACKAGE}/worker'\nexport default createSignet({ config: {} })\n`
  const findings = await diagnose(worker, 'compatibility_date = "2026-11-01"\n', LOCAL_CHECKS)
  expect(findings.map(([check]) => check)).toEqual(['secret', 'signal', 'code'])
})

test('a missing signing key belongs to the deployment and to .dev.vars', async () => {
  const cwd = await makeProject({ 'wrangler.toml': `main = "worker.ts"\n${ZONES}`, 'worker.ts': OWN })
  const findings = runChecks(LOCAL_CHECKS, await readSetup(placeIn(cwd), NOW, PACKAGE))
  expect(findings.find(({ check }) => check === 'secret')).toMatchObject({
    problem: expect.stringContaining('the Worker needs SIGNING_KEYS'),
    mend: expect.stringContaining('npx wrangler secret put; locally: .dev.vars.'),
  })
})

test('a missing wrangler is found', async () => {
  const cwd = await makeProject({ 'wrangler.toml': `main = "worker.ts"\n${ZONES}`, 'worker.ts': OWN })
  const setup = await readSetup(placeIn(cwd), NOW, PACKAGE)
  const versions = { ...setup.versions, wrangler: undefined }
  const entry = { trouble: 'wrangler is not installed' }
  expect(runChecks(EMBEDDING_CHECKS, { ...setup, versions, entry }).map(({ check }) => check)).toEqual([
    'wrangler',
  ])
})

test("bindings of the Worker's own are no fault, but misspelt ones are", async () => {
  const bindings = ['SESSIONS', 'DENYED'].map((name) => `[[kv_namespaces]]\nbinding = "${name}"\nid = "1"\n`)
  const findings = await diagnose(OWN, bindings.join('') + ZONES, LOCAL_CHECKS)
  expect(findings.filter(([check]) => check === 'binding')).toEqual([
    ['binding', 'kv_namespaces: nothing uses the binding DENYED; did you mean DENIED?'],
  ])
})

test('every field of wrangler is known', async () => {
  const schema = JSON.parse(await readFile('node_modules/wrangler/config-schema.json', 'utf8'))
  const { RawConfig } = schema.definitions
  const names = Object.keys(RawConfig.properties).filter(
    (name) => !['$schema', 'main', 'vars'].includes(name),
  )
  expect(names.length).toBeGreaterThan(40)
  const cwd = await makeProject({ 'wrangler.toml': `main = "worker.ts"\n${ZONES}`, 'worker.ts': OWN })
  const setup = await readSetup(placeIn(cwd), NOW, PACKAGE)
  const wrangler = { ...setup.wrangler, ...Object.fromEntries(names.map((name) => [name, {}])) }
  const findings = runChecks(LOCAL_CHECKS, { ...setup, wrangler }).filter(({ check }) => check === 'field')
  expect(findings.map(({ problem }) => problem).filter((problem) => /did you mean/.test(problem))).toEqual([])
})

test('modules with an unknown extension or from a runtime do not hinder the reading', async () => {
  const cwd = await makeProject({
    'worker.ts': `import a from './a.wasm'\nimport { env } from 'cloudflare:workers'\n${OWN}export { a, env }\n`,
    'a.wasm': '',
  })
  expect(await readEntry(placeIn(cwd), { main: 'worker.ts' })).toMatchObject({
    exports: ['a', 'default', 'env'],
    imported: ['cloudflare:workers', `${PACKAGE}/worker`],
    isOpen: false,
    callsCreateSignet: false,
  })
})
