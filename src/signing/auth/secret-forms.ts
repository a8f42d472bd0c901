/**
 * Form of another service's secret. The deployment's owner chose its value for that service, so it
 * can be weak.
 */
export interface ChosenForm {
  readonly kind: 'chosen'
  readonly pattern: RegExp
  /** Completes the message "must consist of …". */
  readonly expected: string
  /** Splits a secret into the units by which its length is counted: characters, or bytes of hex. */
  readonly partsOf: (text: string) => readonly string[]
  readonly unit: 'characters' | 'bytes'
  /**
   * `true` if the value is not secret, such as a salt. Short and repetitive values are then
   * accepted.
   */
  readonly isPublic?: boolean
}

/**
 * Form of `SIGNING_KEYS`: entries `id:base64url`, separated by commas. No two secrets in this form
 * may have a key in common.
 */
export interface KeyListForm {
  readonly kind: 'key list'
}

/** Notation of a secret, and the rules by which its value is checked. */
export type SecretForm = KeyListForm | ChosenForm

export const KEY_LIST: KeyListForm = { kind: 'key list' }

const characters = { kind: 'chosen', partsOf: (text: string) => [...text], unit: 'characters' } as const

export const ANY_TEXT: ChosenForm = { ...characters, pattern: /^/, expected: 'any characters' }

export const LETTERS_AND_DIGITS: ChosenForm = {
  ...characters,
  pattern: /^[A-Za-z0-9]+$/,
  expected: 'letters and digits',
}

export const HEX: ChosenForm = {
  kind: 'chosen',
  pattern: /^(?:[0-9A-Fa-f]{2})+$/,
  expected: 'hex digits, one key without commas',
  partsOf: (text) => text.toLowerCase().match(/../g) ?? [],
  unit: 'bytes',
}

/** A salt is not secret, so any salt is strong enough. */
export const HEX_SALT: ChosenForm = { ...HEX, isPublic: true }
