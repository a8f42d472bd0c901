/** An HMAC key ready for use. */
export interface HmacKey {
  readonly id: string
  readonly key: CryptoKey
}

/** The secrets of all schemes, ready for use. */
export interface Keyring {
  /** Newest first. */
  readonly hmac: readonly HmacKey[]
  /** KeyCDN's secure token key, where one is configured. */
  readonly keycdn: string | undefined
}
