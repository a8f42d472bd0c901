import type { KeyPolicy } from './key-policy.ts'
import type { OpenMarkKey } from './mark-keys.ts'
import type { PathKey } from './path-cipher.ts'

/** HMAC key, ready for use. */
export interface HmacKey {
  readonly id: string
  readonly key: CryptoKey
  /** Policy of the key; without one the key may sign everything. */
  readonly policy?: KeyPolicy
}

/** imgproxy's key and salt, ready for use. */
export interface ImgproxyKey {
  readonly key: CryptoKey
  readonly salt: Uint8Array
}

/** Secrets of all schemes, ready for use. A secret with a fault is left out. */
export interface Keyring {
  /** Keys of `SIGNING_KEYS`, newest first. */
  readonly hmac: readonly HmacKey[]
  /** KeyCDN's secure token key; `undefined` if none is configured. */
  readonly keycdn: string | undefined
  readonly imgproxy?: ImgproxyKey
  /** Secure URL token of an imgix source. */
  readonly imgix?: string
  readonly thumbor?: CryptoKey
  /** Keys that decrypt the paths of encrypted zones, newest first. */
  readonly paths?: readonly PathKey[]
  /** Newest key of `MARK_KEYS`, which makes invisible marks. */
  readonly mark?: OpenMarkKey
  /** Faults of other services' secrets, by secret. A secret with a fault must not be used. */
  readonly faults?: ReadonlyMap<string, string>
}
