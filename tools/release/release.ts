import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, PLACEHOLDER, readManifest, repositoryOf } from '../packages/manifest.ts'
import { PACKAGES } from '../packages/packages.ts'
import { script } from '../script.ts'

const SPEC = {
  name: 'release',
  does: 'Checks that a tag may be published: its version, changelog, scope and repository.',
  argument: { name: 'TAG', about: 'tag of the release, such as v1.2.0' },
  flags: {},
  examples: ['v1.2.0'],
} as const

/** Facts about a release that must agree. */
export interface Release {
  /** Release tag, such as `v1.2.0`. */
  readonly tag: string
  /** The repository's manifest. */
  readonly root: Manifest
  /** Package names. */
  readonly names: readonly string[]
  readonly changelog: string
  /** Repository whose workflow publishes, such as `acme/signet`. `undefined` outside of GitHub. */
  readonly publisher: string | undefined
}

/**
 * Returns the text below a changelog heading, or `undefined` if the changelog has no such heading.
 */
const sectionOf = (changelog: string, name: string): string | undefined =>
  changelog.split(`\n## [${name}]`)[1]?.split('\n## ')[0]

/** Returns a release's faults. Each fault says how to fix it. */
export function findFaults({ tag, root, names, changelog, publisher }: Release): string[] {
  const faults: string[] = []
  const { version } = root
  if (tag !== `v${version}`)
    faults.push(`the tag ${tag} is not v${version}, the version of package.json: run npm version`)
  const section = sectionOf(changelog, String(version))
  if (section === undefined)
    faults.push(`CHANGELOG.md has no heading [${version}]: move the lines of Unreleased below one`)
  else if (!section.includes('\n### Upgrade\n\n- **Cache keys**'))
    faults.push(`CHANGELOG.md does not begin [${version}] with Upgrade and a line on Cache keys`)
  if (section !== undefined && /^- /m.test(sectionOf(changelog, 'Unreleased') ?? ''))
    faults.push(`CHANGELOG.md has [${version}] and lines below Unreleased: raise the version of package.json`)
  for (const name of names.filter((name) => name.startsWith(PLACEHOLDER)))
    faults.push(`${name} has the placeholder scope: run npm run tool scope -- @YOUR-SCOPE`)
  const address = repositoryOf(root)
  if (publisher !== undefined && address !== `https://github.com/${publisher}`)
    faults.push(
      `package.json says ${address}, and ${publisher} publishes: run npm run tool scope with --repository`,
    )
  return faults
}

/** Prints a line for each reason why a tag must not be published. */
export const release = script(SPEC, async ({ argument: tag }, { cwd, env, err, out }) => {
  const read = (...path: string[]) => readManifest(join(cwd, ...path, 'package.json'))
  const packages = await Promise.all(Object.keys(PACKAGES).map((folder) => read('packages', folder)))
  const faults = findFaults({
    tag,
    root: await read(),
    names: packages.map(({ name }) => name),
    changelog: await readFile(join(cwd, 'CHANGELOG.md'), 'utf8'),
    publisher: env['GITHUB_REPOSITORY'],
  })
  for (const fault of faults) err(fault)
  if (faults.length === 0) out(`${tag} may be published`)
  return faults.length === 0 ? 0 : 1
})
