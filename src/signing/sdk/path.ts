import { Failure } from '../../errors.ts'
import { derivePathKey, encryptPath, type PathKey, parsePathKeys } from '../auth/path-cipher.ts'
import { refuse } from '../url/canonical.ts'
import { assertNoBrowser } from './server-only.ts'

/** How a `PathCipher` is made. */
export interface PathCipherSettings {
  /** `PATH_KEYS` of the Worker: `id:key`, or several, of which the first encrypts. */
  readonly key: string | undefined
  /** Prefix of the encrypted zone: starts and ends with a slash. */
  readonly prefix: string
}

/** Hides the paths of a zone. */
export interface PathCipher {
  /**
   * The path that URLs have instead, to be signed. Equal paths give equal ones.
   *
   * @param path decoded, from the root, below the prefix
   * @throws Failure bad-url: not below the prefix, or no Unicode
   * @example await signer.sign(await cipher.encrypt('/vault/photos/a.jpg'), { width: 400 })
   */
  encrypt(path: string): Promise<string>
}

/**
 * Encrypts the paths of a zone with `encrypted = true`.
 *
 * @throws Failure misconfigured: a key that the server would refuse, another prefix, a browser
 * @example const cipher = createPathCipher({ key: process.env.PATH_KEYS, prefix: '/vault/' })
 */
export function createPathCipher({ key, prefix }: PathCipherSettings): PathCipher {
  assertNoBrowser()
  const [newest] = parsePathKeys(key)
  if (!/^\/(?:.*\/)?$/.test(prefix))
    throw new Failure('misconfigured', undefined, `prefix must start and end with /, got ${prefix}`)
  let derived: Promise<PathKey> | undefined
  return {
    async encrypt(path) {
      if (!path.startsWith(prefix) || path === prefix)
        refuse(`the path must lie below ${prefix}, got ${path}`)
      if (!path.isWellFormed()) refuse('the path must be well-formed Unicode')
      derived ??= derivePathKey(newest)
      return prefix + (await encryptPath(await derived, prefix, path.slice(prefix.length)))
    },
  }
}
