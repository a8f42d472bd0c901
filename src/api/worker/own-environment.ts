import { env } from 'cloudflare:workers'
import type { Bindings } from '../../edge/source/kind.ts'

/** Returns the Worker's environment, whatever a request is given. */
export const ownEnvironment = (): Bindings => env as object as Bindings
