import './engine/codecs/standard.ts'
import type { Bindings } from './edge/source/kind.ts'
import { handle } from './handler.ts'

export { Render } from './edge/tiered/render.ts'

export default { fetch: handle } satisfies ExportedHandler<Bindings>
