import type { ErrorCode } from '../../../src/errors.ts'
import type { RawRequest } from './exchange.ts'
import { type Signature, sign } from './worker.ts'

/**
 * A request to build: a target that is signed first (`signed`), or a `target` that is sent
 * unchanged.
 */
export interface RequestCase extends Partial<RawRequest> {
  /** Target to sign. It may have a non-canonical spelling. */
  readonly signed?: string
  /** Function that makes the token. The default makes tokens of Signet's own scheme. */
  readonly by?: Signature
  /** Changes the target after it was signed. */
  readonly change?: (target: string) => string
}

/** Requests that must all be refused in the same way. */
export interface Refusal {
  readonly title: string
  readonly code: ErrorCode
  readonly attempts: Readonly<Record<string, RequestCase>>
}

export async function buildRequest({ signed, by, change, ...sent }: RequestCase): Promise<RawRequest> {
  if (signed === undefined) return { target: '', ...sent }
  const target = await sign(signed, by)
  return { ...sent, target: change ? change(target) : target }
}

/** Returns requests with signed targets. Each request is named by its target. */
export function signing(...targets: readonly string[]): Refusal['attempts'] {
  return Object.fromEntries(targets.map((target) => [target, { signed: target }]))
}

/** Returns a function that appends parameters after the token of a target. */
export function appended(free: string): (target: string) => string {
  return (target) => target + free
}
