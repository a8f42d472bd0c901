import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import root from '../../../../package.json' with { type: 'json' }
import lock from '../../../../package-lock.json' with { type: 'json' }
import signer from '../../../../packages/signer/package.json' with { type: 'json' }
import { findFaults } from '../../../../tools/release/release.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const { version } = root

test('lines below Unreleased belong to a version that no heading has', () => {
  const release = {
    tag: `v${version}`,
    root,
    names: [],
    changelog: read('CHANGELOG.md'),
    publisher: undefined,
  }
  expect(findFaults(release).filter((fault) => fault.includes('raise the version'))).toEqual([])
  expect(release.changelog).toContain(`\nto the version in \`package.json\`, now ${version}.\n`)
})

test('the version is newer than each version of the changelog, or one of them', () => {
  const released = [...read('CHANGELOG.md').matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm)].map(
    ([, name = '']) => name,
  )
  const sorted = [...new Set([version, ...released])].toSorted((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  )
  expect(sorted[0]).toBe(version)
})

/** Name of the packages without their scope, as in the names of their tarballs. */
const TARBALL = /[a-z]+-signet(?:-worker|-heic)?-(\d+\.\d+\.\d+)\.tgz/g

const PAGES = globSync(['*.md', '{docs,examples}/**/*.md'], {
  exclude: (name) => name.includes('node_modules'),
})

test.each(PAGES.filter((page) => read(page).match(TARBALL)))(
  '%s names the tarballs of this version',
  (page) => {
    const named = [...read(page).matchAll(TARBALL)].map(([, number]) => number)
    expect(new Set(named)).toEqual(new Set([version]))
  },
)

test('the lock file has this version', () => {
  expect([lock.version, lock.packages[''].version]).toEqual([version, version])
})

test.each(globSync('examples/*/package-lock.json'))('%s has this version of the packages', (file) => {
  const { packages }: { packages: Record<string, { version?: string }> } = JSON.parse(read(file))
  const own = Object.entries(packages).filter(([path]) => path.startsWith(`node_modules/${signer.name}`))
  const named = own
    .filter(([path]) => path.lastIndexOf('node_modules/') === 0)
    .map(([, entry]) => entry.version)
  expect(own.length).toBeGreaterThan(0)
  expect(named.filter((number) => number !== undefined && number !== version)).toEqual([])
})
