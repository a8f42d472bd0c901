import { env } from 'cloudflare:workers'
import type { Bindings } from '../../edge/source/kind.ts'

/** Returns the environment of the Worker, whatever a request is given. */
export const ownEnvironment = (): Bindings => env as object as Bindings
