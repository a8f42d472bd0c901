import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import root from '../../../../package.json' with { type: 'json' }
import { joinManifests, PLACEHOLDER, readManifest } from '../../../../tools/packages/manifest.ts'
import { PACKAGES } from '../../../../tools/packages/packages.ts'
import { findFaults } from '../../../../tools/release/release.ts'
import { renamed, scope } from '../../../../tools/release/scope.ts'
import { type Run, runCommand } from '../../../support/project/command.ts'
import { copyProject, type ProjectCopy } from '../../../support/project/project-copy.ts'

const OWN = `${PLACEHOLDER}signet`
const TARBALL = `${PLACEHOLDER.slice(1, -1)}-signet-${root.version}.tgz`

describe('a text', () => {
  test.each([
    [`import '${OWN}/grant'`, "import '@acme/signet/grant'"],
    [`"node_modules/${OWN}-worker": {`, '"node_modules/@acme/signet-worker": {'],
    [`npm install dist/packages/${TARBALL}`, `npm install dist/packages/acme-signet-${root.version}.tgz`],
    [`co-${TARBALL}`, `co-${TARBALL}`],
    [`const PLACEHOLDER = '${PLACEHOLDER}'`, `const PLACEHOLDER = '${PLACEHOLDER}'`],
    ['a\n\n<!-- placeholder -->\nNot yet.\n<!-- /placeholder -->\n\nb', 'a\n\nb'],
  ])('%j becomes %j', (text, expected) => {
    expect(renamed(text, PLACEHOLDER.slice(0, -1), '@acme')).toBe(expected)
  })

  test('can be renamed again', () => {
    expect(renamed('@acme/signet acme-signet-heic-1.2.3.tgz', '@acme', '@other-2')).toBe(
      '@other-2/signet other-2-signet-heic-1.2.3.tgz',
    )
  })
})

describe('the project', () => {
  let copy: ProjectCopy
  beforeAll(async () => {
    copy = await copyProject()
  })
  afterAll(() => copy.remove())

  const give = (...args: string[]) => runCommand(scope, args, { cwd: copy.directory })

  test('says what has changed, and asks for the address while that is a placeholder', async () => {
    // The address is joined here, so that `scope` does not rewrite this test.
    const placeholder = ['https://github.com', 'OWNER', 'signet'].join('/')
    const { homepage } = await readManifest(join(copy.directory, 'package.json'))
    const isPlaceholder = homepage === `${placeholder}#readme`
    const first = await give('@elsewhere')
    expect(first.out).toEqual([expect.stringMatching(/^@\S+ is now @elsewhere, in \d+ files$/)])
    const note = `the repository is still ${placeholder}: run it again with --repository ACCOUNT/NAME`
    expect(first.err).toEqual(isPlaceholder ? [note] : [])

    const second = await give('@elsewhere', '--repository', 'elsewhere/images')
    expect(second.out).toEqual([
      expect.stringMatching(/^https:\S+ is now https:\/\/github\.com\/elsewhere\/images, in \d+ files$/),
    ])
    expect(second.err).toEqual([])
    expect((await give('@elsewhere')).out).toEqual(['nothing has changed'])
  })

  describe('that is renamed again', () => {
    let run: Run
    beforeAll(async () => {
      run = await give('@acme', '--repository', 'acme/images')
    })

    const read = (file: string) => readFileSync(join(copy.directory, file), 'utf8')
    const files = () =>
      globSync('**/*.{json,md,ts,tsx,js,astro,toml,yml}', {
        cwd: copy.directory,
        exclude: (name) => /(?:^|\/)(?:node_modules|dist)$/.test(name),
      })

    test('has the new scope in every file', () => {
      expect(run).toMatchObject({ code: 0, err: [] })
      const left = files().filter((file) => read(file).includes(OWN) || read(file).includes(TARBALL))
      expect(left).toEqual([])
      for (const file of ['README.md', 'docs/sdk.md', 'examples/next/package-lock.json'])
        expect(read(file)).toContain('@acme/signet')
    })

    test('has no notes about the placeholder', () => {
      expect(
        files().filter((file) => file.endsWith('.md') && /<!-- \/?placeholder -->/.test(read(file))),
      ).toEqual([])
    })

    test('has packages that can be published, from its repository', async () => {
      expect(read('examples/worker/README.md')).toContain('](https://github.com/acme/images/blob/main/docs/')
      expect(read('README.md')).toContain('\ngit clone https://github.com/acme/images signet\n')
      const root = await readManifest(join(copy.directory, 'package.json'))
      const address = 'https://github.com/acme/images'
      expect([root.homepage, root['bugs'], root['repository']]).toEqual([
        `${address}#readme`,
        `${address}/issues`,
        { type: 'git', url: `git+${address}.git` },
      ])
      const names: string[] = []
      for (const folder of Object.keys(PACKAGES)) {
        const manifest = await readManifest(join(copy.directory, 'packages', folder, 'package.json'))
        expect(joinManifests(manifest, root)).not.toHaveProperty('private')
        names.push(manifest.name)
      }
      const release = { tag: `v${root.version}`, root, names, changelog: '', publisher: 'acme/images' }
      expect(findFaults(release)).toEqual([expect.stringContaining('CHANGELOG.md')])
    })
  })
})

test.each([
  [['acme'], 'acme is no scope of npm; write @ and your name, such as @acme'],
  [['@acme/signet'], '@acme/signet is no scope of npm'],
  [['@acme', '--repository', 'https://github.com/acme/a'], '--repository must be ACCOUNT/NAME'],
])('refuses %j', async (args, sentence) => {
  const { code, err } = await runCommand(scope, args)
  expect(code).toBe(1)
  expect(err.join('\n')).toContain(sentence)
})
