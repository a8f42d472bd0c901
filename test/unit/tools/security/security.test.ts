import { describe, expect, test } from 'vitest'
import type { Fetch } from '../../../../cli/doctor/visit.ts'
import type { Acceptance } from '../../../../tools/security/accepted.ts'
import { LIBRARIES, OUTDATED } from '../../../../tools/security/libraries.ts'
import { makeSecurity, type SecurityMeans } from '../../../../tools/security/security.ts'
import { runCommand } from '../../../support/project/command.ts'

// Commands run on 2023-11-14.
const ACCEPTED: readonly Acceptance[] = [
  { of: 'libheif', ids: ['CVE-1'], reachable: false, reason: 'it is not called', until: '2023-11-14' },
  { of: 'libaom', ids: ['CVE-2'], reachable: 'partly', reason: 'its memory is bounded', until: '2023-11-13' },
]

const { libheif, libaom } = LIBRARIES

/** Answers of a vulnerability database, by tag. */
type Known = Readonly<Record<string, readonly { id: string; aliases?: string[]; withdrawn?: string }[]>>

const outdated = OUTDATED.flatMap((revision) => ('tag' in revision ? [revision.tag] : []))

/** Returns a stand-in for OSV that knows outdated versions and the given vulnerabilities. */
function osv(known: Known): Fetch {
  const all: Known = { [outdated[0] ?? '']: [{ id: 'CVE-0' }], ...known }
  return async (_url, init) => {
    const { version, page_token } = JSON.parse(String(init?.body)) as { version: string; page_token?: string }
    const vulns = all[version] ?? []
    const [first, ...others] = vulns
    if (!page_token && others.length > 0) return Response.json({ vulns: [first], next_page_token: 'more' })
    return Response.json(vulns.length === 0 ? {} : { vulns: page_token ? others : vulns })
  }
}

const auditReport = (...via: object[]) => JSON.stringify({ vulnerabilities: { some: { via } } })

const check = (means: Partial<SecurityMeans>) =>
  runCommand(
    makeSecurity({
      fetch: osv({}),
      run: async () => auditReport(),
      accepted: ACCEPTED,
      checkList: async () => [],
      libraries: { libheif, libaom },
      ...means,
    }),
    [],
  )

test('a check without findings passes', async () => {
  expect(await check({})).toEqual({ code: 0, out: ['0 findings, 0 accepted, 0 to look at'], err: [] })
})

describe('a finding', () => {
  test('fails if it is new', async () => {
    const { code, err } = await check({ fetch: osv({ 'v1.23.2': [{ id: 'CVE-9' }] }) })
    expect({ code, err }).toEqual({ code: 1, err: ['new: libheif 1.23.2: CVE-9'] })
  })

  test('passes if it is accepted, also on the last day and by an alias', async () => {
    const { code, out, err } = await check({
      fetch: osv({ 'v1.23.2': [{ id: 'OSV-7', aliases: ['CVE-1'] }] }),
    })
    expect({ code, err }).toEqual({ code: 0, err: [] })
    expect(out[0]).toBe('accepted until 2023-11-14: libheif 1.23.2: OSV-7')
  })

  test('fails if its acceptance has ended', async () => {
    const { code, err } = await check({ fetch: osv({ 'v3.7.0': [{ id: 'CVE-2' }] }) })
    expect({ code, err }).toEqual({
      code: 1,
      err: ['acceptance ended on 2023-11-13: libaom 3.7.0: CVE-2'],
    })
  })

  test('is new if it is accepted only for another library', async () => {
    const { code, err } = await check({ fetch: osv({ 'v3.7.0': [{ id: 'CVE-1' }] }) })
    expect({ code, err }).toEqual({ code: 1, err: ['new: libaom 3.7.0: CVE-1'] })
  })

  test('counts if it is on a further page', async () => {
    const { err } = await check({ fetch: osv({ 'v1.23.2': [{ id: 'CVE-1' }, { id: 'CVE-9' }] }) })
    expect(err).toEqual(['new: libheif 1.23.2: CVE-9'])
  })

  test('does not count if it was withdrawn', async () => {
    const { code } = await check({ fetch: osv({ 'v1.23.2': [{ id: 'CVE-9', withdrawn: '2023-01-01' }] }) })
    expect(code).toBe(0)
  })

  test('is reported once for a package', async () => {
    const advisory = { url: 'https://github.com/advisories/GHSA-1', title: 'Bomb', name: 'thumbhash' }
    const { code, err } = await check({ run: async () => auditReport(advisory, advisory) })
    expect({ code, err }).toEqual({ code: 1, err: ['new: npm: GHSA-1, thumbhash: Bomb'] })
  })
})

test('an outdated version in the list is found, because OSV knows it', async () => {
  const revision = { repository: libheif.revision.repository, tag: 'v1.23.1' }
  const { code, err } = await check({
    libraries: { libheif: { ...libheif, version: '1.23.1', revision } },
    fetch: osv({ 'v1.23.1': [{ id: 'CVE-2026-84383' }] }),
  })
  expect({ code, err }).toEqual({ code: 1, err: ['new: libheif 1.23.2: CVE-2026-84383'] })
})

test('a list that does not match the modules fails', async () => {
  const { code, err } = await check({ checkList: async () => ['another file'] })
  expect({ code, err }).toEqual({ code: 1, err: ['list: another file'] })
})

const INCOMPLETE = 'the check is incomplete: it says nothing about what was not asked'

describe('an unreachable database fails the check:', () => {
  test.each<[string, Partial<SecurityMeans>, RegExp]>([
    ['no network', { fetch: () => Promise.reject(new TypeError('fetch failed')) }, /fetch failed/],
    ['an error', { fetch: async () => new Response('', { status: 503 }) }, /answered 503/],
    ['a page of a proxy', { fetch: async () => new Response('<html>') }, /something else/],
    ['questions that OSV no longer understands', { fetch: async () => Response.json({}) }, /have changed/],
    ['no audit', { run: async () => '{"error":{"code":"ENOAUDIT"}}' }, /registry did not answer/],
    ['no report', { run: async () => '' }, /printed no report/],
  ])('%s', async (_, means, reason) => {
    const { code, err } = await check(means)
    expect(code).toBe(2)
    expect(err).toEqual([expect.stringMatching(/^not asked: /), INCOMPLETE])
    expect(err[0]).toMatch(reason)
  })

  test('findings of the other database are reported', async () => {
    const { code, err } = await check({
      run: async () => '',
      fetch: osv({ 'v1.23.2': [{ id: 'CVE-9' }] }),
    })
    expect(code).toBe(1)
    expect(err).toContain('new: libheif 1.23.2: CVE-9')
    expect(err).toContain(INCOMPLETE)
  })
})
