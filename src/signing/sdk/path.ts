import { Failure } from '../../errors.ts'
import { derivePathKey, encryptPath, type PathKey, parsePathKeys } from '../auth/path-cipher.ts'
import { refuse } from '../url/canonical.ts'
import { assertNoBrowser } from './server-only.ts'

/** Settings of `createPathCipher`. */
export interface PathCipherSettings {
  /** The Worker's secret `PATH_KEYS`: `id:key`, or several keys, of which the first encrypts. */
  readonly key: string | undefined
  /** Prefix of the encrypted zone. It starts and ends with a slash. */
  readonly prefix: string
}

/** Function that encrypts the paths of one zone. */
export interface PathCipher {
  /**
   * Returns the encrypted path, which replaces the path in the URL before it is signed. Equal paths
   * have equal encrypted paths.
   *
   * @param path decoded path below the prefix; it starts with a slash
   * @throws Failure bad-url: the path is not below the prefix, or is not well-formed Unicode
   * @example await signer.sign(await cipher.encrypt('/vault/photos/a.jpg'), { width: 400 })
   */
  encrypt(path: string): Promise<string>
}

/**
 * Creates a cipher for the paths of a zone with `encrypted = true`.
 *
 * @throws Failure misconfigured: a key that the server would refuse, a malformed prefix, or a
 *   browser
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
