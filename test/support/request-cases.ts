import type { ErrorCode } from '../../src/errors.ts'
import type { Sent } from './exchange.ts'
import { type Signature, sign } from './worker.ts'

/** A request that someone may try: a signed one, or a `target` that goes out as it is. */
export interface RequestCase extends Partial<Sent> {
  /** What its token is made for, canonical or not. */
  readonly signed?: string
  /** Makes the token; the native scheme by default. */
  readonly by?: Signature
  /** What is done to the signed target before it is sent. */
  readonly change?: (target: string) => string
}

/** Attempts that must all be refused in the same way. */
export interface Refusal {
  readonly title: string
  readonly code: ErrorCode
  readonly attempts: Readonly<Record<string, RequestCase>>
}

export async function buildRequest({ signed, by, change, ...sent }: RequestCase): Promise<Sent> {
  if (signed === undefined) return { target: '', ...sent }
  const target = await sign(signed, by)
  return { ...sent, target: change ? change(target) : target }
}

/** Attempts that are named by the targets that they sign. */
export function signing(...targets: readonly string[]): Refusal['attempts'] {
  return Object.fromEntries(targets.map((target) => [target, { signed: target }]))
}

/** Something behind the token. */
export function behind(free: string): (target: string) => string {
  return (target) => target + free
}
