import { Failure } from '../../src/errors.ts'
import { version } from '../version.ts'
import { installedWrangler } from '../wrangler.ts'

/** Versions of the programs that a project uses. */
export interface Versions {
  readonly signet: string
  /** `undefined` if the project does not have wrangler. */
  readonly wrangler: string | undefined
  readonly node: string
}

function wranglerVersion(cwd: string): string | undefined {
  try {
    return installedWrangler(cwd).version
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

export function readVersions(cwd: string): Versions {
  return { signet: version(), wrangler: wranglerVersion(cwd), node: process.versions.node }
}

/** Formats versions as one line. */
export function formatVersions({ signet, wrangler, node }: Versions): string {
  return `Signet ${signet}, wrangler ${wrangler ?? 'not installed'}, Node ${node}`
}
