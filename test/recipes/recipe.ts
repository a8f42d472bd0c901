/** A file of a recipe, and its description in the documentation. */
export interface TouchedFile {
  readonly file: string
  /** Description of the change in Markdown. */
  readonly change: string
}

/** A file of the project that a recipe changes. Each text to replace occurs in it exactly once. */
export interface ChangedFile extends TouchedFile {
  readonly edits: readonly (readonly [from: string, to: string])[]
}

/**
 * An example extension of the project. `npm run tool recipes` applies it to a copy of the project,
 * and docs/architecture.md lists its files.
 */
export interface Recipe {
  /** Heading of the recipe in docs/architecture.md. */
  readonly title: string
  /**
   * Name of the recipe's folder below `test/recipes`. It contains `recipe.ts`, the added files
   * under their paths, and `check.ts`, which uses the extension.
   */
  readonly folder: string
  /** Name of the extension in the example. The documentation writes `NAME` instead. */
  readonly name: string
  readonly added: readonly TouchedFile[]
  readonly changed: readonly ChangedFile[]
  /** Tables of tests that need a row for the extension. Without the row they have type errors. */
  readonly tables?: readonly ChangedFile[]
  /** Files with the tests that a real extension also needs. The example does not contain them. */
  readonly tests: readonly TouchedFile[]
}

/** Returns a recipe's files for the documentation. The example's name is replaced with `NAME`. */
export function documentedFiles({
  name,
  added,
  changed,
  tables = [],
  tests,
}: Recipe): readonly TouchedFile[] {
  return [...added, ...changed, ...tables, ...tests].map(({ file, change }) => ({
    file: file.replaceAll(name, 'NAME'),
    change,
  }))
}
