import { type Env, handle } from './handler.ts'

export default { fetch: handle } satisfies ExportedHandler<Env>
