import type { Config } from '../../src/edge/config.ts'
import type { Bindings } from '../../src/edge/source/kind.ts'

/** A request to an endpoint of the playground. `assertOwnPage` has accepted it. */
export interface Call {
  readonly request: Request
  readonly env: Bindings
  readonly ctx: ExecutionContext
  readonly config: Config
}
