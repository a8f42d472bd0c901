import { handle } from './handler.ts'
import type { Bindings } from './source/kind.ts'

export { Render } from './tiered/render.ts'

export default { fetch: handle } satisfies ExportedHandler<Bindings>
