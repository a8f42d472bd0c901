import type { KeyPolicy } from './key-policy.ts'
import type { OpenMarkKey } from './mark-keys.ts'
import type { PathKey } from './path-cipher.ts'

/** An HMAC key ready for use. */
export interface HmacKey {
  readonly id: string
  readonly key: CryptoKey
  /** What it may sign; without one everything. */
  readonly policy?: KeyPolicy
}

/** imgproxy's key and salt, ready for use. */
export interface ImgproxyKey {
  readonly key: CryptoKey
  readonly salt: Uint8Array
}

/** The secrets of all schemes, ready for use. One with a fault is left out. */
export interface Keyring {
  /** Newest first. */
  readonly hmac: readonly HmacKey[]
  /** KeyCDN's secure token key, where one is configured. */
  readonly keycdn: string | undefined
  readonly imgproxy?: ImgproxyKey
  /** The secure URL token of an imgix source. */
  readonly imgix?: string
  readonly thumbor?: CryptoKey
  /** Newest first: they decrypt the paths of encrypted zones. */
  readonly paths?: readonly PathKey[]
  /** The newest: it makes invisible marks. */
  readonly mark?: OpenMarkKey
  /** Reasons why secrets of other services must not be used, by secret. */
  readonly faults?: ReadonlyMap<string, string>
}
