/**
 * Context that memory is reserved for, such as a request. Owners are told apart by identity. An
 * owner may end at any moment without an event.
 */
export interface Owner {
  /** Time at which the owner last showed that it is active, in milliseconds since 1970. */
  at: number
}

/** Rules by which a runtime tells that owners have ended. */
export interface OwnerRules {
  /** Starts an owner in the current context, for work that has none. */
  start(): { readonly owner: Owner; stop(): void }
  /** Returns `true` if an owner has ended. Others then take its memory. */
  hasEnded(owner: Owner): boolean
}

/** Rules for a process, whose owners end by releasing their memory. */
const ENDLESS: OwnerRules = {
  start: () => ({ owner: { at: Number.POSITIVE_INFINITY }, stop: () => undefined }),
  hasEnded: () => false,
}

let rules = ENDLESS

/** Sets the rules for all memory of the isolate. By default, owners never end by themselves. */
export function setOwnerRules(runtime: OwnerRules): void {
  rules = runtime
}

export const startOwner: OwnerRules['start'] = () => rules.start()

export const hasEnded: OwnerRules['hasEnded'] = (owner) => rules.hasEnded(owner)
