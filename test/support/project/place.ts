import { join } from 'node:path'
import type { ProjectPlace } from '../../../cli/project-place.ts'

/** Returns the place of a project with a `wrangler.toml`, without an environment. */
export const placeIn = (folder: string): ProjectPlace => ({
  folder,
  file: join(folder, 'wrangler.toml'),
  shown: 'wrangler.toml',
  environment: undefined,
  isChosen: false,
})
