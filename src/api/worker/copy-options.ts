import type { InstanceOptions } from '../../edge/instance.ts'
import { errorText } from '../../edge/source/error-text.ts'
import { bare } from '../../engine/options/own.ts'
import { Failure, misconfigured } from '../../errors.ts'

const isTable = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the value if it is a table or no object, which `openInstance` then refuses. */
function notList<Value>(name: string, value: Value): Value {
  return Array.isArray(value) ? misconfigured(`${name}: expected an object, not a list`) : value
}

/**
 * Returns a copy of the options, so that later changes and inherited fields have no effect. The
 * copy has no getters, so reading it cannot throw.
 * @throws Failure misconfigured: the options are no object, or cannot be read
 */
export function copyOptions(given: unknown): InstanceOptions {
  if (!isTable(given)) misconfigured("options: expected an object such as { base: '/img' }")
  let name = 'options'
  try {
    const options: InstanceOptions = bare(given)
    name = 'config'
    const config = isTable(options.config) ? structuredClone(options.config) : options.config
    name = 'sources'
    const sources = isTable(options.sources) ? { ...options.sources } : options.sources
    return { ...options, config: notList('config', config), sources: notList('sources', sources) }
  } catch (error) {
    if (error instanceof Failure) throw error
    misconfigured(`${name}: expected plain data that can be read: ${errorText(error)}`)
  }
}
