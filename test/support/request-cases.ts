import type { ErrorCode } from '../../src/errors.ts'
import type { RawRequest } from './exchange.ts'
import { type Signature, sign } from './worker.ts'

/** A request: a target to sign, or a `target` that is sent unchanged. */
export interface RequestCase extends Partial<RawRequest> {
  /** Target to sign, which may be canonical or not. */
  readonly signed?: string
  /** Signer; by default that of the native scheme. */
  readonly by?: Signature
  /** Changes the signed target. */
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

/** Returns requests that are named by their signed targets. */
export function signing(...targets: readonly string[]): Refusal['attempts'] {
  return Object.fromEntries(targets.map((target) => [target, { signed: target }]))
}

/** Returns a function that appends parameters after the token. */
export function appended(free: string): (target: string) => string {
  return (target) => target + free
}
