import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { COMPONENTS, type Component } from './components.ts'

/** License file in the repository's root. */
export const LICENSES_FILE = 'THIRD-PARTY-LICENSES'

const TEXTS = new URL('texts/', import.meta.url)
const RULE = '='.repeat(78)

const HEAD = `Software by others that the Worker contains, and its licenses.

Written by npm run docs. The list in the code is tools/licenses/components.ts.

Components that are marked HEIC are in the builds src/builds/heic.ts and heic-without-avif-output.ts
alone. docs/heic.md explains what the LGPL asks of those who distribute such a build.`

/** A component with its version and license text. */
interface Read extends Component {
  readonly version: string
  readonly terms: string
}

async function readComponent(folder: string, component: Component): Promise<Read> {
  const { name, text } = component
  const terms = await readFile('own' in text ? new URL(text.own, TEXTS) : join(folder, text.shipped), 'utf8')
  const manifest = async () => JSON.parse(await readFile(join(folder, name, 'package.json'), 'utf8'))
  const version: string = component.version ?? (await manifest()).version
  return { ...component, version, terms: terms.replaceAll('\r', '').trim() }
}

const line = ({ name, version, license, heic, note }: Read) =>
  `- ${name} ${version}: ${license}${heic ? ' (HEIC)' : ''}${note ? `; ${note}` : ''}`

async function sectionsOf(folder: string, head: string, components: readonly Component[]): Promise<string> {
  const read = await Promise.all(components.map((component) => readComponent(folder, component)))
  const byTerms = Map.groupBy(read, ({ terms }) => terms)
  const sections = [...byTerms].map(([terms, of]) => `${of.map(line).join('\n')}\n\n${terms}`)
  return `${[`${head}\n\n${read.map(line).join('\n')}`, ...sections].join(`\n\n${RULE}\n\n`)}\n`
}

/**
 * Returns the content of `THIRD-PARTY-LICENSES`. Components with equal license texts share one
 * copy.
 * @param folder path to `node_modules`
 */
export const licenses = (folder: string): Promise<string> => sectionsOf(folder, HEAD, COMPONENTS)

/**
 * Returns an npm package's license notices.
 * @param folder path to `node_modules`
 * @param heic `true` for the package that adds HEIC, `false` for the package with the Worker
 */
export function packageLicenses(folder: string, heic: boolean): Promise<string> {
  const head = 'Software by others that this package contains, and its licenses.'
  return sectionsOf(
    folder,
    head,
    COMPONENTS.filter((component) => (component.heic ?? false) === heic),
  )
}
