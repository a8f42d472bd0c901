export { type ErrorCode, Failure } from '../../errors.ts'
export { capacity } from './capacity.ts'
export type { EngineOptions } from './options.ts'
export { probe } from './probe.ts'
export { transform } from './transform.ts'
export type {
  Capacity,
  Context,
  Description,
  EngineLimits,
  Fitting,
  Input,
  Refused,
  Result,
  ResultInfo,
} from './types.ts'
