import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import root from '../../../../package.json' with { type: 'json' }
import { PLACEHOLDER } from '../../../../tools/packages/manifest.ts'
import { findFaults, release } from '../../../../tools/release/release.ts'
import { runCommand } from '../../../support/project/command.ts'

const UPGRADE = '\n### Upgrade\n\n- **Cache keys**: unchanged.\n'

const SOUND = {
  tag: 'v1.2.3',
  root: { name: 'signet', version: '1.2.3', homepage: 'https://github.com/acme/signet#readme' },
  names: ['@acme/signet', '@acme/signet-worker'],
  changelog: `# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-29\n${UPGRADE}`,
  publisher: 'acme/signet',
}

describe('a release', () => {
  test.each([
    ['is sound', {}, undefined],
    ['is sound outside of GitHub', { publisher: undefined }, undefined],
    ['of another version is refused', { tag: 'v1.2.4' }, 'the tag v1.2.4 is not v1.2.3'],
    ['without v is refused', { tag: '1.2.3' }, 'the tag 1.2.3 is not v1.2.3'],
    ['that the changelog lacks is refused', { changelog: '# Changelog\n\n## [1.2.30]\n' }, 'CHANGELOG.md'],
    [
      'without a section Upgrade is refused',
      { changelog: `# Changelog\n\n## [1.2.3]\n\n### Fixed\n\n## [1.2.2]\n${UPGRADE}` },
      'does not begin [1.2.3] with Upgrade',
    ],
    [
      'is refused as long as later lines have no number of their own',
      {
        changelog: SOUND.changelog.replace(
          '## [Unreleased]\n',
          '## [Unreleased]\n\n### Fixed\n\n- A fault.\n',
        ),
      },
      'CHANGELOG.md has [1.2.3] and lines below Unreleased: raise the version',
    ],
    ['of the placeholder scope is refused', { names: [`${PLACEHOLDER}signet`] }, 'the placeholder scope'],
    ['of another repository is refused', { publisher: 'mallory/signet' }, 'mallory/signet publishes'],
  ])('%s', (_, change, fault) => {
    const faults = findFaults({ ...SOUND, ...change })
    expect(faults).toEqual(fault === undefined ? [] : [expect.stringContaining(fault)])
  })

  test('is refused as long as the repository has the placeholder scope', async () => {
    const names = ['signer', 'worker', 'heic'].map(
      (folder) => JSON.parse(readFileSync(`packages/${folder}/package.json`, 'utf8')).name as string,
    )
    const unnamed = names.some((name) => name.startsWith(PLACEHOLDER))
    const { code, err } = await runCommand(release, [`v${root.version}`], { cwd: process.cwd() })
    expect(err.filter((line) => line.includes('placeholder'))).toHaveLength(unnamed ? names.length : 0)
    if (unnamed) expect(code).toBe(1)
  })
})
