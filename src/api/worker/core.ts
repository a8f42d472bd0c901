import { standard } from '../../edge/instance.ts'
import { Render as StandardRender } from '../../edge/tiered/render.ts'
import { handlerOf } from '../../handler.ts'
import { publicRender, type RenderClass, type Signet } from './create-signet.ts'
import { ownEnvironment } from './own-environment.ts'

export type { Authorize, AuthorizeFacts, AuthorizeResult, Refusal } from '../../edge/gates/authorize.ts'
export type { InstanceOptions as SignetOptions, RequestContext } from '../../edge/instance.ts'
export type { LogLevel, LogLine, LogSink } from '../../edge/log/sink.ts'
export type {
  OwnSources,
  ReadSource,
  SourceAnswer,
  SourceConditions,
  SourceResult,
} from '../../edge/source/own-source.ts'
export type { Configuration } from '../../edge/variables.ts'
export { type ErrorCode, Failure } from '../../errors.ts'
export { createSignet, type RenderClass, type RenderInstance, type Signet } from './create-signet.ts'

/** Tiered-cache entrypoint for the default export. */
export const Render: RenderClass = publicRender(StandardRender)

const worker: Pick<Signet, 'fetch'> = { fetch: handlerOf(standard, ownEnvironment) }

/** The Worker whose configuration is `[vars]`. */
export default worker
