/** npm package that this code was built into. */
export interface PackageName {
  readonly name: string
  readonly version: string
  /** Repository address, such as `https://github.com/acme/signet`. */
  readonly repository: string
}

/**
 * Constant that the package build defines. In the repository it does not exist, neither in Node nor
 * in a Worker.
 */
declare const SIGNET_PACKAGE: PackageName | undefined

/** Package that this code was built into. `undefined` in the repository. */
export const PACKAGE: PackageName | undefined =
  typeof SIGNET_PACKAGE === 'undefined' ? undefined : SIGNET_PACKAGE

/**
 * Names a repository file in a message. In a package, which does not contain the file, the name is
 * the file's address.
 * @param path path from the repository root
 * @example addressOf('docs/heic.md') // 'docs/heic.md' in the repository
 */
export const addressOf = (path: string): string =>
  PACKAGE ? `${PACKAGE.repository}/blob/main/${path}` : path
