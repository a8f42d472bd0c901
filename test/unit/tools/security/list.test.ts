import { describe, expect, test } from 'vitest'
import { STACKS } from '../../../../tools/codecs/stacks.ts'
import { ACCEPTED } from '../../../../tools/security/accepted.ts'
import { LIBRARIES, type Library, MODULES } from '../../../../tools/security/libraries.ts'
import { checkList } from '../../../../tools/security/list.ts'

const LIBHEIF = MODULES.filter(({ file }) => file.startsWith('libheif-js'))

describe('the list of libraries', () => {
  test('has the digest of each module and the versions that the modules name', async () => {
    expect(await checkList('node_modules')).toEqual([])
  })

  test('has the module of every foreign package that is built or imported', () => {
    const packages = new Set(MODULES.map(({ file }) => /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]))
    const built = Object.values(STACKS).map(({ from }) => from)
    expect([...packages].toSorted()).toEqual([...new Set([...built, '@jsquash/resize'])].toSorted())
  })

  test('names every library in a module', () => {
    const listed = new Set(MODULES.flatMap(({ libraries }) => Object.keys(libraries)))
    expect([...listed].toSorted()).toEqual(Object.keys(LIBRARIES).toSorted())
  })

  test.each(Object.entries<Library>(LIBRARIES))('is matched with OSV by version: %s', (_, library) => {
    const { version, revision } = library
    if ('tag' in revision) expect(revision.tag.replace(/^v/, '')).toBe(version)
    else if ('commit' in revision) expect(revision.commit.slice(0, 8)).toBe(version.split('-g')[1])
    else expect(revision.version).toBe(version)
  })

  test('is outdated if the version differs', async () => {
    const libraries = { ...LIBRARIES, libheif: { ...LIBRARIES.libheif, version: '1.23.1' } }
    expect(await checkList('node_modules', LIBHEIF, libraries)).toEqual([
      'libheif-js/libheif-wasm/libheif.wasm has no libheif 1.23.1, as the list says',
    ])
  })

  test('is outdated if the file differs', async () => {
    const modules = LIBHEIF.map((module) => ({ ...module, sha256: 'f'.repeat(64) }))
    expect(await checkList('node_modules', modules)).toEqual([
      expect.stringMatching(/^libheif-js\/.+ is another one \([0-9a-f]{64}\)/),
    ])
  })
})

test.each(ACCEPTED)('the acceptance of $of: $ids has a reason, identifiers and a last day', (acceptance) => {
  const { ids, reason, until } = acceptance
  for (const id of ids) expect(id).toMatch(/^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})$/)
  expect(reason.length).toBeGreaterThan(20)
  expect(until).toMatch(/^20\d\d-\d\d-\d\d$/)
})
