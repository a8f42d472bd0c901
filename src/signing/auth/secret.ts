import type { SecretForm } from './secret-forms.ts'

/** Worker variable that holds a secret, or a part of one. */
export interface SecretVariable<Name extends string = string> {
  readonly name: Name
  /** Noun phrase for the documentation, such as "the secure URL token of the source". */
  readonly about: string
  readonly form: SecretForm
}

/**
 * Secret of a scheme or a feature: its variables, and a function that prepares it for use.
 * @typeParam Held keyring fields that the opened secret fills
 */
export interface Secret<Name extends string = string, Held extends object = object> {
  readonly variables: readonly [SecretVariable<Name>, ...SecretVariable<Name>[]]
  /** `true` if every Worker needs the secret, regardless of the schemes that its zones accept. */
  readonly isRequired?: boolean
  /**
   * Makes the secret ready for use.
   * @param textOf returns a variable's value
   * @param id id for a key whose text contains no id
   * @throws Failure misconfigured
   */
  readonly open: (textOf: (name: Name) => string, id?: string) => Promise<Held>
}

/** Fields of the keyring that a secret fills. */
export type HeldBy<Any> = Any extends Secret<string, infer Held> ? Held : never

/** Union of a secret's variable names. */
export type NamesIn<Any> = Any extends Secret<infer Name, object> ? Name : never
