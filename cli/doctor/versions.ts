import { Failure } from '../../src/errors.ts'
import type { ProjectPlace } from '../project-place.ts'
import { version } from '../version.ts'
import { installedWrangler } from '../wrangler.ts'

/** Versions of the programs that a project uses. */
export interface Versions {
  readonly signet: string
  /** `undefined` if the project does not have wrangler. */
  readonly wrangler: string | undefined
  readonly node: string
}

function wranglerVersion(place: ProjectPlace): string | undefined {
  try {
    return installedWrangler(place).version
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}

export function readVersions(place: ProjectPlace): Versions {
  return { signet: version(), wrangler: wranglerVersion(place), node: process.versions.node }
}

/** Formats versions as one line. */
export function formatVersions({ signet, wrangler, node }: Versions): string {
  return `Signet ${signet}, wrangler ${wrangler ?? 'not installed'}, Node ${node}`
}
