import { handle } from './handler.ts'
import type { Bindings } from './source/kind.ts'

export default { fetch: handle } satisfies ExportedHandler<Bindings>
