import { type Config, type Configure, configure } from './config.ts'
import type { Bindings } from './source/kind.ts'

/**
 * Maximum number of remembered instances. A Worker that creates an instance for each request must
 * not fill the isolate's memory.
 */
const MAX_INSTANCES = 16

const announced: Configure[] = []

/**
 * Makes an instance known to the local server. An instance that is configured in code announces
 * itself when it is created, because nothing else knows its configuration.
 */
export function announceInstance(read: Configure): void {
  if (announced.length < MAX_INSTANCES) announced.push(read)
}

/**
 * Returns the configurations of all instances in this isolate. If none was announced, there is one
 * instance, which `[vars]` configures.
 * @throws Failure misconfigured, of the first instance that has a fault
 */
export function readInstances(env: Bindings): Promise<readonly Config[]> {
  const readers = announced.length > 0 ? announced : [configure]
  return Promise.all(readers.map((read) => read(env)))
}
