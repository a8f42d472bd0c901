import { Failure } from '../../src/errors.ts'
import type { ProjectPlace } from '../project-place.ts'
import { importWrangler } from '../wrangler.ts'

/** Minimum major version of Node that wrangler runs on. */
const MIN_NODE = 22

/** Start of an error in wrangler's message. Errors in an environment are indented more. */
const ITEM = /^ *- /

/**
 * Returns the errors in wrangler's message about a configuration, without the file's and the
 * environment's headings. Some errors come twice.
 * @example
 * sentencesOf('Processing wrangler.toml configuration:\n  - Expected "name" to be a string.')
 * // ['Expected "name" to be a string']
 */
export function sentencesOf(message: string): readonly string[] {
  const [, ...items] = message.split(/\n(?= *- )/)
  const errors = items.filter((item, at) => {
    const [indent = ''] = ITEM.exec(item) ?? []
    const [next = ''] = ITEM.exec(items[at + 1] ?? '') ?? []
    return next.length <= indent.length
  })
  const sentences = (items.length > 0 ? errors : [message]).map((item) =>
    item.replace(ITEM, '').replace(/\s+/g, ' ').replace(/\.$/, ''),
  )
  return [...new Set(sentences)]
}

/**
 * Validates a configuration with the project's wrangler. wrangler takes two seconds to load. Its
 * warnings are left out: they would ask the network for a newer version.
 * @returns the reasons why wrangler refuses the configuration. It is empty if the project has no
 *   wrangler, or if Node is too old for it.
 */
export async function rejections(place: ProjectPlace): Promise<readonly string[]> {
  const { file, environment, shown } = place
  if (Number.parseInt(process.versions.node, 10) < MIN_NODE) return []
  try {
    const { unstable_readConfig: read } = await importWrangler(place)
    read({ config: file, env: environment ?? '' }, { hideWarnings: true })
    return []
  } catch (error) {
    if (error instanceof Failure) return []
    const message = error instanceof Error ? error.message : String(error)
    return sentencesOf(message).map((sentence) => `${shown}: ${sentence}`)
  }
}
